import type { Program } from '../../program';

/** A program that shows what an alternative does otherwise, and the clauses that allow it; none where it is no difference at all. */
export interface Allowed {
  readonly alternative: string;
  readonly by: readonly string[];
  readonly program: Program;
}
