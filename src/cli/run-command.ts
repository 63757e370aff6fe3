import type { Envelope } from '@cucumber/messages';
import { type AskedFor, Choice } from '../adapters/choice';
import type { Composition } from '../adapters/composition';
import type { LayerRevisions } from '../ports';
import type { ClaimedDirectory } from '../report/claimed-directory';
import { ReportDirectory } from '../report/report-directory';
import { isAdapterError } from '../run/faults';
import type { RunResult } from '../run/outcome';
import type { RunObserver } from '../run/recorder';
import type { Verdict } from '../run/session';
import { SuiteRun } from '../run/suite-run';
import type { UnderTest } from '../run/under-test';
import type { Criteria } from '../specification/criteria';
import { readPart } from '../specification/part';
import { reproduction } from '../specification/reproduction';
import { onlyScenarios } from '../specification/rerun';
import { layerRevisions } from '../specification/revisions';
import { type Selection, select } from '../specification/selection';
import { parseShard, shardOf } from '../specification/shard';
import { loadSuite, type Suite, type SuitePlaces } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';
import type { Format } from './choices';
import { commandLine } from './command-line';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code';
import { jobsFor } from './jobs';
import { guardProcess } from './process-guard';
import type { PartProgress } from './side-by-side';
import { ending } from './terminal/ending';
import { pretty } from './terminal/pretty';
import { marks, progress } from './terminal/progress';

/** What `run` was asked for. */
export interface RunCommandOptions extends AskedFor, Criteria, SuitePlaces {
  readonly out: string;
  readonly format: Format;
  readonly seed?: number;
  /** Begins no further scenario once one has failed. */
  readonly bail?: boolean;
  /** Only what failed or could not run in an earlier run: its report.json, or the folder that holds it. */
  readonly rerunFailed?: string;
  /** `i/n`. */
  readonly shard?: string;
  /** Processes that share the scenarios. */
  readonly jobs?: number;
  /** File that names the scenarios that this process was given of a run that several share. */
  readonly part?: string;
  /** Tells the process that started this one of every scenario that ends. */
  readonly tellProgress?: boolean;
}

/** Runs the suite on the implementation, prints, and leaves reports in the directory that it has for itself. */
export async function runCommand(options: RunCommandOptions, composition: Composition, directory: ClaimedDirectory): Promise<ExitCode> {
  const choice = new Choice(options, composition);
  const suite = loadSuite(options);
  const { catalogue, plan } = suite;
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  const unsettledOnes = options.rerunFailed === undefined ? undefined : unsettled(options.rerunFailed, directory);
  /** The implementation may name the revisions that judge it. */
  const choose = (named?: LayerRevisions): Selection => {
    const chosen = select(plan, catalogue, options, named);
    if (options.part !== undefined) return readPart(options.part, chosen);
    const again = unsettledOnes === undefined ? chosen : onlyScenarios(chosen, unsettledOnes);
    return shard === undefined ? again : shardOf(again, shard);
  };
  const selection = choose();
  const reports = new ReportDirectory(directory, catalogue);
  const told = observerFor(options, suite, selection.scenarios.length);
  const interruption = new AbortController();
  const runOn = (underTest: UnderTest, judging: Selection): SuiteRun => {
    const expectations = choice.expectations(underTest);
    return new SuiteRun({
      suite,
      plan,
      selection: judging,
      support: suite.support,
      underTest,
      reference: composition.reference(layerRevisions(judging.revisions)),
      signal: interruption.signal,
      command: commandLine(),
      reproduce: (scenario) => reproduction(scenario, { ...options, flags: choice.flags }),
      observer: { ...told, envelope: (envelope) => reports.message(interruption.signal.aborted ? unsuccessful(envelope) : envelope) },
      ...(expectations === undefined ? {} : { expectations }),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.bail === true ? { bail: true } : {}),
      ...(shard === undefined ? {} : { shard }),
    });
  };
  const finish = (result: RunResult, messages?: string) => {
    reports.finish(result, messages);
    process.stdout.write(`\n${ending(result, catalogue, options.out, { chapters: options.format !== 'quiet' })}\n`);
  };

  // Reports of an earlier run must not outlive the beginning of this one, and an adapter may take its time to answer.
  let run = runOn(choice.unopened, selection);
  reports.begin(run.soFar('the run has not ended'));
  const standDown = guardProcess({
    interrupt: () => interruption.abort(),
    lastWords: (reason) => finish(run.soFar(reason)),
  });
  for (const problem of plan.problems) process.stderr.write(`${problem.feature}:${problem.line}: ${problem.message}\n`);
  if (options.seed !== undefined) process.stdout.write(`Random order, seed ${options.seed}\n`);
  // A part whose whole has gone has nobody to work for.
  if (options.tellProgress === true) process.on('disconnect', () => process.exit(EXIT.couldNotRun));
  let underTest: UnderTest;
  try {
    underTest = await choice.open(suite, layerRevisions(selection.revisions));
  } catch (error) {
    standDown();
    if (!isAdapterError(error)) throw error;
    const reason = choice.advice === undefined ? error.message : `${error.message}\n${choice.advice}`;
    finish(run.notBegun(reason));
    return EXIT.couldNotRun;
  }
  let judging: Selection;
  try {
    judging = choose(underTest.implementation.revisions);
  } catch (error) {
    standDown();
    await underTest.close();
    if (!(error instanceof WrongUse)) throw error;
    finish(run.notBegun(error.message));
    return EXIT.couldNotRun;
  }
  const jobs = jobsFor(judging.scenarios.length, options.jobs);
  if (jobs > 1) {
    // Each part has one of its own; this one has said what judges it.
    await underTest.close();
    const onScenario = tellerFor(options.format, judging.scenarios.length);
    const { runSideBySide } = require('./side-by-side') as typeof import('./side-by-side');
    const { messages, result } = await runSideBySide({
      jobs,
      suite,
      selection: judging,
      options,
      command: commandLine(),
      out: options.out,
      onScenario,
      signal: interruption.signal,
      ...(shard === undefined ? {} : { shard }),
    });
    finish(result, messages);
    standDown();
    return exitCodeOf(result.verdict);
  }
  run = runOn(underTest, judging);
  const result = await run.execute();
  finish(result);
  standDown();
  await underTest.close();
  return exitCodeOf(result.verdict);
}

function unsettled(from: string, directory: ClaimedDirectory): ReadonlySet<string> {
  const { unsettledScenarios } = require('../report/unsettled') as typeof import('../report/unsettled');
  return unsettledScenarios(from, directory);
}

/** The end of a run that was cut short is no success, whatever became of the scenarios that it had. */
function unsuccessful(envelope: Envelope): Envelope {
  return envelope.testRunFinished === undefined ? envelope : { testRunFinished: { ...envelope.testRunFinished, success: false } };
}

function observerFor({ format, tellProgress }: RunCommandOptions, { catalogue }: Suite, scenarios: number): RunObserver {
  if (tellProgress === true) return { scenarioEnded: ({ verdict }) => void process.send?.({ ended: verdict } satisfies PartProgress) };
  if (format === 'pretty') return pretty(catalogue);
  return format === 'progress' ? progress(scenarios) : {};
}

function tellerFor(format: RunCommandOptions['format'], scenarios: number): (verdict: Verdict) => void {
  return format === 'progress' ? marks(scenarios) : () => undefined;
}
