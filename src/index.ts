import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { referenceAt } from '../reference';
import { type AskedFor, Choice } from './adapters/choice';
import { linuxAdapter } from './adapters/linux/built-in';
import { qemuAdapter } from './adapters/qemu/built-in';
import { jobsFor } from './cli/jobs';
import type { Implementation, LayerRevisions } from './ports';
import { ClaimedDirectory } from './report/claimed-directory';
import { ReportDirectory } from './report/report-directory';
import { isAdapterError } from './run/faults';
import type { RunResult } from './run/outcome';
import type { RunObserver } from './run/recorder';
import { SuiteRun } from './run/suite-run';
import { inProcess, type UnderTest } from './run/under-test';
import type { Criteria } from './specification/criteria';
import { reproduction } from './specification/reproduction';
import { layerRevisions } from './specification/revisions';
import { type Selection, select } from './specification/selection';
import { parseShard, shardOf } from './specification/shard';
import { loadSuite } from './specification/suite';
import { WrongUse } from './specification/wrong-use';
import { unsupportedNode } from './supported-node';

export { reference, referenceAt } from '../reference';
export * from './ports';
export { type Report, type ReportedClause, type ReportedScenario, toReport } from './report/report';
export { putSection } from './report/sections';
export type { ClauseOutcome, ClauseVerdict, Failure, RunResult, RunVerdict, ScenarioOutcome } from './run/outcome';
export type { RunObserver, StepStatus } from './run/recorder';
export type { Verdict } from './run/session';
export type { Criteria } from './specification/criteria';
export type { PlannedScenario, PlannedStep, ScenarioDefinition } from './specification/plan';
export { WrongUse } from './specification/wrong-use';

// What follows may fail on an older Node, and would say less.
const problem = unsupportedNode();
if (problem !== undefined) throw new Error(problem);

/** What to run, and on what. */
export interface RunOptions extends AskedFor, Criteria {
  /** The implementation under test, in this process; the reference stands in for layers that it lacks, and for all of it if it is left out. */
  readonly implementation?: Implementation;
  /** `i/n`: the i-th of n parts of the run. */
  readonly shard?: string;
  /** Processes that share the scenarios, each with an adapter of its own; an implementation in this process cannot be shared. */
  readonly jobs?: number;
  /** Begins no further scenario once one has failed. */
  readonly bail?: boolean;
  /** Directory for the reports; none are written without. */
  readonly out?: string;
  /** Seed of a random order; the features' own order without. */
  readonly seed?: number;
  /** Leaves out scenarios that have not begun once it is aborted. */
  readonly signal?: AbortSignal;
  readonly observer?: RunObserver;
}

/**
 * Runs the suite once; one run at a time in a process.
 * Resolves whatever the verdict is, that of an adapter which does not start too: it could not run. Rejects with {@link WrongUse} for
 * options that name what does not exist.
 */
export async function run(options: RunOptions = {}): Promise<RunResult> {
  const directory = options.out === undefined ? undefined : new ClaimedDirectory(options.out);
  try {
    return await runInto(directory, options);
  } finally {
    directory?.release();
  }
}

async function runInto(directory: ClaimedDirectory | undefined, options: RunOptions): Promise<RunResult> {
  const { bail, implementation, jobs = 1, observer, seed, signal } = options;
  if (implementation !== undefined && options.adapter !== undefined)
    throw new WrongUse('an implementation in this process and an adapter are two: give one');
  if (implementation !== undefined && jobs > 1)
    throw new WrongUse('processes cannot share an implementation of this one: leave jobs out, or give it as an adapter');
  const choice = new Choice(options, { reference: referenceAt, builtIn: [qemuAdapter, linuxAdapter] });
  const suite = loadSuite();
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  const choose = (named?: LayerRevisions): Selection => {
    const chosen = select(suite.plan, suite.catalogue, options, named);
    return shard === undefined ? chosen : shardOf(chosen, shard);
  };
  const asked = choose(implementation?.revisions);
  const reports = directory === undefined ? undefined : new ReportDirectory(directory, suite.catalogue);
  const command = `${suite.name} (library)`;
  const runOn = (underTest: UnderTest, selection: Selection): SuiteRun => {
    const expectations = choice.expectations(underTest);
    return new SuiteRun({
      suite,
      plan: suite.plan,
      selection,
      support: suite.support,
      underTest,
      reference: referenceAt(layerRevisions(selection.revisions)),
      command,
      reproduce: (scenario) => reproduction(scenario, { ...options, flags: choice.flags }),
      observer: {
        ...observer,
        envelope: (envelope) => {
          reports?.message(envelope);
          observer?.envelope?.(envelope);
        },
      },
      ...(bail === undefined ? {} : { bail }),
      ...(expectations === undefined ? {} : { expectations }),
      ...(shard === undefined ? {} : { shard }),
      ...(seed === undefined ? {} : { seed }),
      ...(signal === undefined ? {} : { signal }),
    });
  };

  const unopened = runOn(implementation === undefined ? choice.unopened : inProcess(implementation), asked);
  reports?.begin(unopened.soFar('the run has not ended'));
  const notBegun = (reason: string): RunResult => {
    const result = unopened.notBegun(reason);
    reports?.finish(result);
    return result;
  };
  let underTest: UnderTest;
  try {
    underTest = implementation === undefined ? await choice.open(suite, layerRevisions(asked.revisions)) : inProcess(implementation);
  } catch (error) {
    if (!isAdapterError(error)) throw error;
    return notBegun(error.message);
  }
  let selection: Selection;
  try {
    selection = choose(underTest.implementation.revisions);
  } catch (error) {
    await underTest.close();
    if (implementation !== undefined || !(error instanceof WrongUse)) throw error;
    return notBegun(error.message);
  }
  const processes = jobsFor(selection.scenarios.length, jobs);
  if (processes > 1) {
    // Each part has one of its own; this one has said what judges it.
    await underTest.close();
    const shared = { jobs: processes, suite, selection, options, command, ...(shard === undefined ? {} : { shard }) };
    const { runSideBySide } = require('./cli/side-by-side') as typeof import('./cli/side-by-side');
    const { messages, result } = await inFolder(directory, (out) =>
      runSideBySide({ ...shared, out, ...(signal === undefined ? {} : { signal }) }),
    );
    reports?.finish(result, messages);
    return result;
  }
  try {
    const result = await runOn(underTest, selection).execute();
    reports?.finish(result);
    return result;
  } finally {
    await underTest.close();
  }
}

/** Where the parts of a run have their reports: in its own directory, or in one that is gone afterwards. */
async function inFolder<T>(directory: ClaimedDirectory | undefined, work: (folder: string) => Promise<T>): Promise<T> {
  if (directory !== undefined) return work(directory.path);
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-conformance-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
