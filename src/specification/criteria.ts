import type { Level } from './clauses/catalogue';

/** The least binding level to include: `should` takes MUST and SHOULD. */
export const LEVELS = ['must', 'should', 'may'] as const satisfies readonly Lowercase<Level>[];

/** What to choose out of the suite; all of it unless said otherwise. Values are checked by `select`. */
export interface Criteria {
  readonly layers?: readonly string[];
  /** Clause IDs, scenario IDs, or globs of either. */
  readonly clauses?: readonly string[];
  /** `must`, `should` or `may`: the least binding level to include. */
  readonly level?: string;
  /** IDs of revisions, one for each layer, or the name of a set, separated by commas; the newest released by default. */
  readonly spec?: string;
  /** A cucumber tag expression. */
  readonly tags?: string;
}
