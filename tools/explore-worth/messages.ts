import type { LayerName, LayerRevisions } from '../../src/ports';
import type { Caught, Position } from './examine';

/** A variant of the reference, as a process is asked to explore it: a seeded fault, or a module that a mutant changes. */
export interface Explored {
  readonly id: string;
  /** Absent of a fault. */
  readonly changed?: {
    /** Path of the module below `reference/`. */
    readonly file: string;
    readonly source: string;
  };
}

/** To a process: explore variants of one layer together. */
export interface Explore {
  readonly variants: readonly Explored[];
  readonly layer: LayerName;
  readonly revisions: LayerRevisions;
  readonly seed: number;
  readonly operations: number;
  readonly from: Position;
}

/** From it: what it is about, so that one that says no more tells which variant hangs; what shows; which mutants ever act; and the end. */
export type FromProcess =
  | { readonly kind: 'begins'; readonly id: string; readonly at: Position; readonly behind: number }
  | { readonly kind: 'caught'; readonly id: string; readonly how: Caught }
  | { readonly kind: 'acts'; readonly id: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'unable'; readonly reason: string };
