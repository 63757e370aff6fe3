import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import type { Catalogue } from './clauses/catalogue';
import type { FeatureContent } from './feature-content';
import type { Plan, PlannedFeature, PlannedScenario, PlanProblem } from './plan';

/** Knows what some feature files hold without reading Gherkin. */
export interface KnownFeatures {
  /** The content of the file at `path`, if it is known for exactly these bytes; `read` gives it otherwise. */
  feature(path: string, bytes: Uint8Array, read: () => FeatureContent): FeatureContent | undefined;
}

/** Reads all features below `featuresDirectory`. Faults in them become {@link Plan.problems}; throws only where a file cannot be read. */
export function loadPlan(featuresDirectory: string, catalogue: Pick<Catalogue, 'clause'>, known?: KnownFeatures): Plan {
  const root = resolve(featuresDirectory, '..');
  const features: PlannedFeature[] = [];
  const scenarios: PlannedScenario[] = [];
  const problems: PlanProblem[] = [];
  const taken = new Map<string, PlannedScenario>();

  for (const { bytes, path } of featureFiles(featuresDirectory)) {
    const read = () => contentOf(path, bytes);
    const content = known?.feature(path, bytes, read) ?? read();
    problems.push(...content.problems);
    if (content.feature === undefined) continue;
    features.push(content.feature);
    for (const scenario of content.scenarios) {
      const twin = taken.get(scenario.id);
      const at = { feature: path, line: scenario.line };
      if (twin !== undefined) {
        problems.push({ ...at, message: `scenario ID ${scenario.id} is taken by ${twin.feature}:${twin.line}` });
        continue;
      }
      taken.set(scenario.id, scenario);
      for (const clause of scenario.clauses)
        if (catalogue.clause(clause) === undefined) problems.push({ ...at, message: `no clause ${clause}` });
      scenarios.push(scenario);
    }
  }
  return { root, features, scenarios, problems };
}

/** A feature file as it is on disk. */
export interface FeatureFile {
  /** Below the directory above the features, with `/` between its parts. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** All feature files below the directory, in order. */
export function featureFiles(directory: string): FeatureFile[] {
  const above = basename(resolve(directory));
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.feature'))
    .sort()
    .map((name) => ({ path: `${above}/${name.split(sep).join('/')}`, bytes: readFileSync(join(directory, name)) }));
}

/** Reads Gherkin, whose parser is loaded for that alone. */
function contentOf(path: string, bytes: Buffer): FeatureContent {
  const { readFeature } = require('./feature-content') as typeof import('./feature-content');
  return readFeature(path, bytes.toString('utf8'));
}
