import type { Composition } from '../adapters/composition';
import type { ClaimedDirectory } from '../report/claimed-directory';
import { ReportDirectory } from '../report/report-directory';
import type { RunResult } from '../run/outcome';
import type { RunObserver } from '../run/recorder';
import type { Verdict } from '../run/session';
import { onlyScenarios } from '../specification/rerun';
import { loadSuite, type Suite } from '../specification/suite';
import { AssembledRun } from './assembled-run';
import type { Format } from './choices';
import { commandLine } from './command-line';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code';
import { guardProcess } from './process-guard';
import type { RunAskedFor } from './run-asked-for';
import type { PartProgress } from './side-by-side';
import { ending } from './terminal/ending';
import { pretty } from './terminal/pretty';
import { marks, progress } from './terminal/progress';

/** What `run` was asked for. */
export interface RunCommandOptions extends RunAskedFor {
  readonly out: string;
  readonly format: Format;
  /** Only what failed or could not run in an earlier run: its report.json, or the folder that holds it. */
  readonly rerunFailed?: string;
  /** File that names the scenarios that this process was given of a run that several share. */
  readonly part?: string;
  /** Tells the process that started this one of every scenario that ends. */
  readonly tellProgress?: boolean;
}

/** Runs the suite on the implementation, prints, and leaves reports in the directory that it has for itself. */
export async function runCommand(options: RunCommandOptions, composition: Composition, directory: ClaimedDirectory): Promise<ExitCode> {
  const suite = loadSuite(options);
  const { catalogue, plan } = suite;
  const again = options.rerunFailed === undefined ? undefined : unsettled(options.rerunFailed, directory);
  const reports = new ReportDirectory(directory, catalogue);
  const interruption = new AbortController();
  const run = new AssembledRun({
    asked: options,
    composition,
    suite,
    command: commandLine(),
    observer: (scenarios) => observerFor(options, suite, scenarios),
    teller: (scenarios) => tellerFor(options.format, scenarios),
    signal: interruption.signal,
    inFolder: (work) => work(options.out),
    reports,
    ...(again === undefined ? {} : { narrow: (chosen) => onlyScenarios(chosen, again) }),
    ...(options.part === undefined ? {} : { part: options.part }),
  });
  const tell = (result: RunResult) =>
    process.stdout.write(`\n${ending(result, catalogue, options.out, { chapters: options.format !== 'quiet' })}\n`);

  // Reports of an earlier run must not outlive the beginning of this one, and an adapter may take its time to answer.
  reports.begin(run.soFar('the run has not ended'));
  const standDown = guardProcess({
    interrupt: () => interruption.abort(),
    lastWords: (reason) => {
      const result = run.soFar(reason);
      reports.finish(result);
      tell(result);
    },
  });
  for (const problem of plan.problems) process.stderr.write(`${problem.feature}:${problem.line}: ${problem.message}\n`);
  if (options.seed !== undefined) process.stdout.write(`Random order, seed ${options.seed}\n`);
  // A part whose whole has gone has nobody to work for.
  if (options.tellProgress === true) process.on('disconnect', () => process.exit(EXIT.couldNotRun));
  try {
    await run.open();
  } catch (error) {
    standDown();
    throw error;
  }
  const result = await run.execute();
  tell(result);
  standDown();
  await run.close();
  return exitCodeOf(result.verdict);
}

function unsettled(from: string, directory: ClaimedDirectory): ReadonlySet<string> {
  const { unsettledScenarios } = require('../report/unsettled') as typeof import('../report/unsettled');
  return unsettledScenarios(from, directory);
}

function observerFor({ format, tellProgress }: RunCommandOptions, { catalogue }: Suite, scenarios: number): RunObserver {
  if (tellProgress === true) return { scenarioEnded: ({ verdict }) => void process.send?.({ ended: verdict } satisfies PartProgress) };
  if (format === 'pretty') return pretty(catalogue);
  return format === 'progress' ? progress(scenarios) : {};
}

function tellerFor(format: RunCommandOptions['format'], scenarios: number): (verdict: Verdict) => void {
  return format === 'progress' ? marks(scenarios) : () => undefined;
}
