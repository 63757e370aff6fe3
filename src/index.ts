/**
 * The suite as a library, and the ports behind which an implementation stands. What says nothing else with `@since` is there since 0.1.0.
 *
 * @packageDocumentation
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { referenceAt } from '../reference';
import { linuxAdapter } from './adapters/linux/built-in';
import { qemuAdapter } from './adapters/qemu/built-in';
import { AssembledRun } from './cli/assembled-run';
import type { RunAskedFor } from './cli/run-asked-for';
import type { Implementation } from './ports';
import { ClaimedDirectory } from './report/claimed-directory';
import { ReportDirectory } from './report/report-directory';
import type { RunResult } from './run/outcome';
import type { RunObserver } from './run/recorder';
import { loadSuite, type SuitePlaces } from './specification/suite';
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
export interface RunOptions extends Omit<RunAskedFor, keyof SuitePlaces> {
  /** The implementation under test, in this process; the reference stands in for layers that it lacks, and for all of it if it is left out. */
  readonly implementation?: Implementation;
  /** Directory for the reports; none are written without. */
  readonly out?: string;
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
  const { implementation, jobs = 1, observer = {}, signal } = options;
  if (implementation !== undefined && options.adapter !== undefined)
    throw new WrongUse('an implementation in this process and an adapter are two: give one');
  if (implementation !== undefined && jobs > 1)
    throw new WrongUse('processes cannot share an implementation of this one: leave jobs out, or give it as an adapter');
  const suite = loadSuite();
  const reports = directory === undefined ? undefined : new ReportDirectory(directory, suite.catalogue);
  const assembled = new AssembledRun({
    asked: options,
    composition: { reference: referenceAt, builtIn: [qemuAdapter, linuxAdapter] },
    suite,
    command: `${suite.name} (library)`,
    observer: () => observer,
    inFolder: (work) => inFolder(directory, work),
    reports,
    ...(implementation === undefined ? {} : { implementation }),
    ...(signal === undefined ? {} : { signal }),
  });
  reports?.begin(assembled.soFar('the run has not ended'));
  await assembled.open();
  try {
    return await assembled.execute();
  } finally {
    await assembled.close();
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
