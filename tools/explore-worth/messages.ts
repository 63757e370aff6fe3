import type { LayerName, LayerRevisions } from '../../src/ports';
import type { Caught, Position } from './examine';

/** A mutant, as a process is asked to explore it. */
export interface ChangedModule {
  readonly id: string;
  /** Path of the module below `reference/`. */
  readonly file: string;
  /** Its changed source. */
  readonly source: string;
}

/** To a process: explore mutants of one layer together. */
export interface Explore {
  readonly mutants: readonly ChangedModule[];
  readonly layer: LayerName;
  readonly revisions: LayerRevisions;
  readonly seed: number;
  readonly operations: number;
  readonly from: Position;
}

/** From it: what it is about, so that one that says no more tells which mutant hangs; what shows; which ever act; and the end. */
export type FromProcess =
  | { readonly kind: 'begins'; readonly id: string; readonly at: Position; readonly behind: number }
  | { readonly kind: 'caught'; readonly id: string; readonly how: Caught }
  | { readonly kind: 'acts'; readonly id: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'unable'; readonly reason: string };
