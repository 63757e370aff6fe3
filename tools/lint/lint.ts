import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { CODE_ROOT, PACKAGE_ROOT, SOURCE_EXTENSION } from '../../src/package';
import { CatalogueError, loadCatalogue } from '../../src/specification/clauses/catalogue';
import { readDescribed } from '../vocabulary/described';
import type { CheckResult } from './check-result';
import { CHECKS } from './checks';
import { readFeatureFiles } from './feature-file';
import type { Finding } from './finding';
import { fixHeadings } from './fix';
import type { Document, Linted } from './linted';
import { REGISTER_DEMANDS } from './register-demands';
import { stepsOf } from './steps-of';
import { matchVocabulary } from './vocabulary-match';

/** Where the features and their vocabulary are; those of this package by default. */
export interface LintOptions {
  readonly features?: string;
  /** File that registers the step definitions. */
  readonly support?: string;
  /** Directory of the sources that the sentences stand in. */
  readonly steps?: string;
  /** Rewrites the Rules' headings before looking. */
  readonly fix?: boolean;
}

const CATALOGUE_CHECK = 'the catalogue is well-formed';

/** Checks all features. A catalogue that cannot be loaded is the only result then. */
export async function lintFeatures(options: LintOptions = {}): Promise<CheckResult[]> {
  const features = options.features ?? join(PACKAGE_ROOT, 'features');
  const support = options.support ?? join(CODE_ROOT, 'steps', `index${SOURCE_EXTENSION}`);
  try {
    const catalogue = loadCatalogue(features);
    if (options.fix === true) {
      for (const file of readFeatureFiles(features)) {
        const text = fixHeadings(file, catalogue);
        if (text !== file.text) writeFileSync(join(features, '..', file.path), text);
      }
    }
    const files = readFeatureFiles(features);
    const texts = files.flatMap((file) => stepsOf(file).map((step) => step.text));
    const vocabulary = await matchVocabulary(texts, support);
    const described = readDescribed(options.steps ?? join(PACKAGE_ROOT, 'steps'));
    const linted: Linted = {
      catalogue,
      described,
      files,
      documents: readDocuments(features),
      exists: (path) => existsSync(join(features, '..', path)),
      vocabulary,
      registerDemands: REGISTER_DEMANDS,
      clauseAt: clauseLines(features),
    };
    return [{ name: CATALOGUE_CHECK, findings: [] }, ...CHECKS.map((check) => ({ name: check.name, findings: check.find(linted) }))];
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    const message = [error.clauseId, error.problem].filter((part) => part !== undefined).join(': ');
    return [{ name: CATALOGUE_CHECK, findings: [{ file: error.file, line: 1, message }] }];
  }
}

function readDocuments(features: string): Document[] {
  return readdirSync(features, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => ({ path: `features/${name.split(sep).join('/')}`, text: readFileSync(join(features, name), 'utf8') }));
}

/** Finds clauses in the catalogue's files below `features`. */
function clauseLines(features: string): Linted['clauseAt'] {
  const places = new Map<string, Pick<Finding, 'file' | 'line'>>();
  for (const name of readdirSync(join(features, 'clauses'))) {
    const lines = readFileSync(join(features, 'clauses', name), 'utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      const id = /"id": "([^"]+)"/.exec(line)?.[1];
      if (id !== undefined) places.set(id, { file: `features/clauses/${name}`, line: index + 1 });
    }
  }
  return (id) => places.get(id) ?? { file: 'features/clauses', line: 1 };
}
