import type { Envelope } from '@cucumber/messages';
import { parseAddress } from '../adapters/address';
import type { AdapterChoices, BuiltInAdapter } from '../adapters/built-in';
import type { ClaimedDirectory } from '../report/claimed-directory';
import { ReportDirectory } from '../report/report-directory';
import type { ExpectationsFile } from '../run/expectations/expectations-file';
import { isAdapterError } from '../run/faults';
import type { RunResult } from '../run/outcome';
import type { OutcomeJudge } from '../run/outcome-judge';
import type { RunObserver } from '../run/recorder';
import type { Verdict } from '../run/session';
import { SuiteRun } from '../run/suite-run';
import { inProcess, type UnderTest } from '../run/under-test';
import type { Criteria } from '../specification/criteria';
import { reproduction } from '../specification/reproduction';
import { onlyScenarios } from '../specification/rerun';
import { select } from '../specification/selection';
import { parseShard, shardOf } from '../specification/shard';
import { loadSuite, type Suite, type SuitePlaces } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';
import type { Format } from './choices';
import { commandLine } from './command-line';
import type { Composition } from './composition';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code';
import { jobsFor } from './jobs';
import { guardProcess } from './process-guard';
import type { PartProgress } from './side-by-side';
import { ending } from './terminal/ending';
import { pretty } from './terminal/pretty';
import { marks, progress } from './terminal/progress';

/** What `run` was asked for. */
export interface RunCommandOptions extends Criteria, SuitePlaces {
  readonly out: string;
  readonly format: Format;
  readonly seed?: number;
  /** The implementation under test; the reference without. */
  readonly adapter?: string;
  /** Milliseconds that an adapter may take for a request. */
  readonly timeout: number;
  /** How often a broken adapter is started again. */
  readonly restarts: number;
  /** File of known deviations; false for none, even where the adapter has some of its own. */
  readonly expect?: string | boolean;
  /** Flags of built-in adapters. */
  readonly choices: AdapterChoices;
  /** Begins no further scenario once one has failed. */
  readonly bail?: boolean;
  /** Only what failed or could not run in an earlier run: its report.json, or the folder that holds it. */
  readonly rerunFailed?: string;
  /** `i/n`. */
  readonly shard?: string;
  /** Processes that share the scenarios. */
  readonly jobs?: number;
  /** Tells the process that started this one of every scenario that ends. */
  readonly tellProgress?: boolean;
}

/** Runs the suite on the implementation, prints, and leaves reports in the directory that it has for itself. */
export async function runCommand(options: RunCommandOptions, composition: Composition, directory: ClaimedDirectory): Promise<ExitCode> {
  const { reference } = composition;
  // A name that cannot be one is wrong use, before anything is written.
  if (options.adapter !== undefined) parseAddress(options.adapter, composition.builtIn);
  const builtIn = composition.builtIn.find(({ name }) => name === options.adapter);
  const repeated = repeatedFlags(options, composition.builtIn);
  const suite = loadSuite(options);
  const { catalogue, plan } = suite;
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  const chosen = select(plan, catalogue, options);
  const again = options.rerunFailed === undefined ? chosen : onlyScenarios(chosen, unsettled(options.rerunFailed, directory));
  const selection = shard === undefined ? again : shardOf(again, shard);
  const deviations = deviationsFor(options, builtIn);
  const known = deviations === undefined ? undefined : read(deviations);
  const reports = new ReportDirectory(directory, catalogue);
  const told = observerFor(options, suite, selection.scenarios.length);
  const interruption = new AbortController();
  const runOn = (underTest: UnderTest): SuiteRun =>
    new SuiteRun({
      suite,
      plan,
      selection,
      support: suite.support,
      underTest,
      reference,
      signal: interruption.signal,
      command: commandLine(),
      reproduce: (scenario) => reproduction(scenario, { ...options, flags: repeated }),
      observer: { ...told, envelope: (envelope) => reports.message(interruption.signal.aborted ? unsuccessful(envelope) : envelope) },
      ...(known === undefined ? {} : { expectations: expectationsOf(known, underTest) }),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.bail === true ? { bail: true } : {}),
      ...(shard === undefined ? {} : { shard }),
    });
  const finish = (result: RunResult, messages?: string) => {
    reports.finish(result, messages);
    process.stdout.write(`\n${ending(result, catalogue, options.out)}\n`);
  };

  // Reports of an earlier run must not outlive the beginning of this one, and an adapter may take its time to answer.
  let run = runOn(inProcess(options.adapter === undefined ? reference : { name: options.adapter, version: 'unknown' }));
  reports.begin(run.soFar('the run has not ended'));
  const standDown = guardProcess({
    interrupt: () => interruption.abort(),
    lastWords: (reason) => finish(run.soFar(reason)),
  });
  for (const problem of plan.problems) process.stderr.write(`${problem.feature}:${problem.line}: ${problem.message}\n`);
  if (options.seed !== undefined) process.stdout.write(`Random order, seed ${options.seed}\n`);
  // A part whose whole has gone has nobody to work for.
  if (options.tellProgress === true) process.on('disconnect', () => process.exit(EXIT.couldNotRun));
  const jobs = jobsFor(selection.scenarios.length, options.jobs);
  if (jobs > 1) {
    const onScenario = tellerFor(options.format, selection.scenarios.length);
    const { runSideBySide } = require('./side-by-side') as typeof import('./side-by-side');
    const { messages, result } = await runSideBySide({ jobs, suite, out: options.out, onScenario, signal: interruption.signal });
    finish(result, messages);
    standDown();
    return exitCodeOf(result.verdict);
  }
  let underTest: UnderTest;
  try {
    underTest = await opened(options, suite, composition);
  } catch (error) {
    standDown();
    if (!isAdapterError(error)) throw error;
    const advice = `\n\`cmdqv-conformance adapter check "${options.adapter}"\` tries the adapter by itself.`;
    const reason = `${error.message}${builtIn === undefined ? advice : ''}`;
    finish(run.notBegun(reason));
    return EXIT.couldNotRun;
  }
  run = runOn(underTest);
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

function opened(
  { adapter, choices, timeout, restarts }: RunCommandOptions,
  suite: Suite,
  { builtIn, reference }: Composition,
): Promise<UnderTest> {
  if (adapter === undefined) return Promise.resolve(inProcess(reference));
  const { openAdapter } = require('../adapters/open') as typeof import('../adapters/open');
  const createMemory = () => reference.hardware.createMemory();
  return openAdapter(adapter, { suite, cwd: process.cwd(), timeout, restarts, createMemory, builtIn, choices });
}

function observerFor({ format, tellProgress }: RunCommandOptions, { catalogue }: Suite, scenarios: number): RunObserver {
  if (tellProgress === true) return { scenarioEnded: ({ verdict }) => void process.send?.({ ended: verdict } satisfies PartProgress) };
  if (format === 'pretty') return pretty(catalogue);
  return format === 'progress' ? progress(scenarios) : {};
}

function tellerFor(format: RunCommandOptions['format'], scenarios: number): (verdict: Verdict) => void {
  return format === 'progress' ? marks(scenarios) : () => undefined;
}

/** Reads a file of known deviations; what that takes most runs do without. */
function read(deviations: string): ExpectationsFile {
  const { readExpectations } = require('../run/expectations/expectations-file') as typeof import('../run/expectations/expectations-file');
  return readExpectations(deviations);
}

function expectationsOf(known: ExpectationsFile, { implementation }: UnderTest): OutcomeJudge {
  const { Expectations } = require('../run/expectations/expectations') as typeof import('../run/expectations/expectations');
  return new Expectations(known, implementation.version);
}

/** File of known deviations to hold the run against. */
function deviationsFor({ expect }: RunCommandOptions, builtIn: BuiltInAdapter | undefined): string | undefined {
  if (typeof expect === 'string') return expect;
  return expect === false ? undefined : builtIn?.deviations;
}

/** The flags of the built-in adapter that the command which runs a scenario alone repeats. Throws {@link WrongUse} for those of another. */
function repeatedFlags({ adapter, choices }: RunCommandOptions, builtIn: readonly BuiltInAdapter[]): [flag: string, value: string][] {
  return [...choices].flatMap(([flag, values]) => {
    const owner = builtIn.find(({ flags }) => flags.some(({ name }) => name === flag));
    if (owner?.name !== adapter) throw new WrongUse(`${flag} is for --adapter ${owner?.name}`);
    const { decisive = false } = owner?.flags.find(({ name }) => name === flag) ?? {};
    return decisive ? values.map((value): [string, string] => [flag, value]) : [];
  });
}
