import { LAYERS, type LayerName } from '../ports';
import type { JudgingSuite } from '../run/outcome';
import type { JudgingRevision, RevisionReason } from '../specification/revisions';

/** The revision of a layer that judged, and why, in words. */
export interface ToldRevision extends Omit<JudgingRevision, 'because'> {
  readonly layer: LayerName;
  readonly because: string;
}

const REASONS: Readonly<Record<RevisionReason, string>> = {
  asked: 'asked for',
  implementation: 'named by the implementation',
  released: 'newest released',
};

/** The revisions that judged, from the device down. */
export function toldRevisions({ revisions = {} }: JudgingSuite): readonly ToldRevision[] {
  return LAYERS.flatMap((layer) => {
    const revision = revisions[layer];
    return revision === undefined ? [] : [{ ...revision, layer, because: REASONS[revision.because] }];
  });
}

/** `device qemu-11.1 (newest released), kernel linux-7.2 (asked for)`. */
export function revisionsLine(suite: JudgingSuite): string {
  return toldRevisions(suite)
    .map(({ because, id, layer }) => `${layer} ${id} (${because})`)
    .join(', ');
}
