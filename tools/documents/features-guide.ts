import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_HOST, hostWithTwoSmmus } from '../../src/machine';
import { PACKAGE_ROOT } from '../../src/package';
import { loadCatalogue } from '../../src/specification/clauses/catalogue';
import { readFeatureFiles } from '../lint/feature-file';
import { chapterTable } from './chapter-table';
import { fixtureTable } from './fixture-table';
import { withGeneratedParts } from './generated-parts';
import { otherClauses } from './other-clauses';

/** The documents that stand beside the features, by their names in that folder, as they should be. */
export function featuresGuide(): ReadonlyMap<string, string> {
  const features = join(PACKAGE_ROOT, 'features');
  const files = readFeatureFiles(features);
  const parts = new Map([
    ['fixtures', fixtureTable(DEFAULT_HOST, hostWithTwoSmmus())],
    ['chapters', chapterTable(files)],
  ]);
  return new Map([
    ['README.md', withGeneratedParts(readFileSync(join(features, 'README.md'), 'utf8'), parts)],
    ['other-clauses.md', otherClauses(loadCatalogue(features), files)],
  ]);
}
