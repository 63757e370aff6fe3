import { catalogueFingerprint, readCatalogue } from '../../src/specification/clauses/catalogue';
import { readFeature } from '../../src/specification/feature-content';
import { featureFiles } from '../../src/specification/load-plan';
import { writeIndex } from '../../src/specification/suite-index';

/** Reads catalogue and features, and writes the index of them; into the directory in which the package has its own, without another. */
export function buildIndex(features: string, directory?: string): void {
  const files = featureFiles(features).map((file) => ({ ...file, content: readFeature(file.path, file.bytes.toString('utf8')) }));
  writeIndex({ catalogue: { fingerprint: catalogueFingerprint(features), data: readCatalogue(features) }, features: files }, directory);
}
