import type { Implementation } from '../ports';
import { ReportDirectory } from '../report/report-directory';
import type { RunResult } from '../run/outcome';
import type { RunObserver } from '../run/recorder';
import { reproduction } from '../run/reproduction';
import { type Criteria, select } from '../run/selection';
import { loadSuite, type Suite, type SuitePlaces } from '../run/suite';
import { SuiteRun } from '../run/suite-run';
import { type ExitCode, exitCodeOf } from './exit-code';
import { guardProcess } from './process-guard';
import { commandLine } from './command-line';
import { ending } from './terminal/ending';
import { pretty } from './terminal/pretty';
import { progress } from './terminal/progress';

/** How a run is told while it goes on. */
export const FORMATS = ['pretty', 'progress', 'quiet'] as const;

/** What `run` was asked for. */
export interface RunCommandOptions extends Criteria, SuitePlaces {
  readonly out: string;
  readonly format: (typeof FORMATS)[number];
  readonly seed?: number;
}

/** Runs the suite on the implementation, prints, and leaves reports. */
export async function runCommand(options: RunCommandOptions, reference: Required<Implementation>): Promise<ExitCode> {
  const suite = loadSuite(options);
  const { catalogue, plan } = suite;
  const selection = select(plan, catalogue, options);
  const reports = new ReportDirectory(options.out, catalogue);
  const told = observerFor(options.format, suite, selection.scenarios.length);
  const interruption = new AbortController();
  const run = new SuiteRun({
    suite,
    plan,
    selection,
    support: suite.support,
    implementation: reference,
    reference,
    signal: interruption.signal,
    command: commandLine(),
    reproduce: (scenario) => reproduction(scenario, options.spec),
    observer: { ...told, envelope: (envelope) => reports.message(envelope) },
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });

  const finish = (result: RunResult) => {
    reports.close();
    reports.write(result);
    process.stdout.write(`\n${ending(result, catalogue, options.out)}\n`);
  };
  reports.begin(run.soFar('the run has not ended'));
  const standDown = guardProcess({
    interrupt: () => interruption.abort(),
    lastWords: (reason) => finish(run.soFar(reason)),
  });
  for (const problem of plan.problems) process.stderr.write(`${problem.feature}:${problem.line}: ${problem.message}\n`);
  if (options.seed !== undefined) process.stdout.write(`Random order, seed ${options.seed}\n`);
  const result = await run.execute();
  finish(result);
  standDown();
  return exitCodeOf(result.verdict);
}

function observerFor(format: RunCommandOptions['format'], { catalogue }: Suite, scenarios: number): RunObserver {
  if (format === 'pretty') return pretty(catalogue);
  return format === 'progress' ? progress(scenarios) : {};
}
