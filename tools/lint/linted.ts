import type { Catalogue } from '../../src/specification/clauses/catalogue';
import type { DescribedVocabulary } from '../vocabulary/described';
import type { FeatureFile } from './feature-file';
import type { Finding } from './finding';
import type { RegisterDemand } from './register-demands';
import type { Vocabulary } from './vocabulary-match';

/** What checks look at. */
export interface Linted {
  readonly files: readonly FeatureFile[];
  readonly catalogue: Catalogue;
  readonly vocabulary: Vocabulary;
  /** What the sources of the vocabulary say of it. */
  readonly described: DescribedVocabulary;
  /** What register-level clauses have to name. */
  readonly registerDemands: readonly RegisterDemand[];
  /** Where the catalogue has a clause. */
  clauseAt(id: string): Pick<Finding, 'file' | 'line'>;
}
