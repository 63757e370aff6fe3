import type { LayerName } from '../../ports';

/** A state of one layer of the specification that a user can validate against; each layer moves on its own. */
export interface Revision {
  readonly id: string;
  readonly layer: LayerName;
  readonly title: string;
  /** Absent for what is queued or proposed. The newest released one of each layer is the default. */
  readonly released?: true;
  readonly documents: readonly string[];
}

/** The revisions of one layer among `revisions`, oldest first. */
export function revisionsOf(layer: LayerName, revisions: readonly Revision[]): readonly Revision[] {
  return revisions.filter((revision) => revision.layer === layer);
}

/** The revision of the same layer before it; undefined for the oldest. */
export function revisionBefore(id: string, revisions: readonly Revision[]): Revision | undefined {
  const layer = revisions.find((revision) => revision.id === id)?.layer;
  const own = layer === undefined ? [] : revisionsOf(layer, revisions);
  return own[own.findIndex((revision) => revision.id === id) - 1];
}
