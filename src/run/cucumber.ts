import { relative, sep } from 'node:path';
import { Writable } from 'node:stream';
import type { ISourcesCoordinates, ISupportCodeLibrary } from '@cucumber/cucumber/api';
import type { Envelope } from '@cucumber/messages';
import type { Plan, PlannedScenario } from '../specification/plan';
import { rememberMatches } from './step-matching';

/** What cucumber is to run. */
export interface CucumberRun {
  readonly plan: Plan;
  readonly scenarios: readonly PlannedScenario[];
  /** File that registers the step definitions. */
  readonly support: string;
  /** Runs in an order drawn from it; in the features' order without. */
  readonly seed?: number;
}

// Node loads a module once, so its step definitions register once; later runs of the process use what the first one got.
const libraries = new Map<string, ISupportCodeLibrary>();

// Cucumber insists on a formatter for stdout, and its own ones work out a summary.
const NO_FORMATTER = 'data:text/javascript,export default { type: "formatter", formatter() {} }';

/** Runs the scenarios and no others. Rejects if the step definitions cannot be loaded or a BeforeAll hook fails. */
export async function runCucumber(run: CucumberRun, onMessage: (envelope: Envelope) => void): Promise<void> {
  const api = require('./cucumber-api') as typeof import('./cucumber-api');
  const cwd = run.plan.root;
  const sources: ISourcesCoordinates = {
    defaultDialect: 'en',
    paths: featurePaths(run.plan, run.scenarios),
    names: [],
    tagExpression: '',
    order: run.seed === undefined ? 'defined' : `random:${run.seed}`,
  };
  await api.runCucumber(
    {
      sources,
      support: libraries.get(run.support) ?? (await loadLibrary(api, run, sources)),
      runtime: {
        dryRun: false,
        failFast: false,
        filterStacktraces: true,
        parallel: 0,
        retry: 0,
        retryTagFilter: '',
        strict: true,
        worldParameters: {},
      },
      formats: { stdout: NO_FORMATTER, files: {}, publish: false, options: {} },
    },
    { cwd, stdout: new Writable({ write: (_chunk, _encoding, done) => done() }) },
    onMessage,
  );
}

async function loadLibrary(api: typeof import('./cucumber-api'), { plan, support }: CucumberRun, sources: ISourcesCoordinates) {
  const requirePaths = [relative(plan.root, support).split(sep).join('/')];
  const library = await api.loadSupport({ sources, support: { requirePaths } }, { cwd: plan.root });
  rememberMatches(library);
  libraries.set(support, library);
  return library;
}

/** Whole files where all of their scenarios are chosen, else the lines of those that are. */
function featurePaths(plan: Plan, scenarios: readonly PlannedScenario[]): string[] {
  const all = linesByFeature(plan.scenarios);
  return [...linesByFeature(scenarios)].map(([feature, lines]) =>
    lines.length === all.get(feature)?.length ? feature : [feature, ...lines].join(':'),
  );
}

function linesByFeature(scenarios: readonly PlannedScenario[]): Map<string, number[]> {
  const features = new Map<string, number[]>();
  for (const { feature, line } of scenarios) {
    const lines = features.get(feature);
    if (lines === undefined) features.set(feature, [line]);
    else lines.push(line);
  }
  return features;
}
