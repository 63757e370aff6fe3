import type { Catalogue } from '../../src/specification/clauses/catalogue';
import type { DescribedVocabulary } from '../vocabulary/described';
import type { FeatureFile } from './feature-file';
import type { Finding } from './finding';
import type { RegisterDemand } from './register-demands';
import type { Vocabulary } from './vocabulary-match';

/** A document in Markdown below the features. */
export interface Document {
  /** As findings name it, `/` between its parts. */
  readonly path: string;
  readonly text: string;
}

/** What checks look at. */
export interface Linted {
  readonly files: readonly FeatureFile[];
  /** The documents that stand beside them. */
  readonly documents: readonly Document[];
  /** Whether there is a file or folder; the path is that of findings. */
  exists(path: string): boolean;
  readonly catalogue: Catalogue;
  readonly vocabulary: Vocabulary;
  /** What the sources of the vocabulary say of it. */
  readonly described: DescribedVocabulary;
  /** What register-level clauses have to name. */
  readonly registerDemands: readonly RegisterDemand[];
  /** Where the catalogue has a clause. */
  clauseAt(id: string): Pick<Finding, 'file' | 'line'>;
}
