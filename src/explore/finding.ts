import type { Difference } from './difference';
import type { Program } from './program';

/** A way in which an implementation differs, with the smallest program that shows it. */
export interface Finding {
  /** Tells it from others. */
  readonly signature: string;
  readonly program: Program;
  readonly difference: Difference;
  /** Where it was drawn. */
  readonly seed: number;
  readonly n: number;
  /** Clauses that are about what differs, the likeliest first; none where the specification is silent. */
  readonly clauses: readonly string[];
}
