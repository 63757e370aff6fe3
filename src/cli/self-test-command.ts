import { accessSync, constants, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ALTERNATIVES } from '../../alternatives';
import { FAULTS, layerOf } from '../../faults';
import { BELOW_GUEST } from '../../faults/below-guest';
import type { Fault } from '../../faults/fault';
import { UNOBSERVABLE } from '../../faults/unobservable';
import { messageOf } from '../message-of';
import { writeAtomically } from '../report/atomic-write';
import { makeDirectory } from '../report/make-directory';
import { environmentOf } from '../run/environment';
import { chooseAlternatives, chooseFaults, criteriaAt, judged, withinReach } from '../self-test/choice-of-variants';
import { selfTest } from '../self-test/self-test';
import { toSelfTestReport } from '../self-test/self-test-report';
import type { Criteria } from '../specification/criteria';
import { type Selection, select } from '../specification/selection';
import { loadSuite, type SuitePlaces } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';
import { commandLine } from './command-line';
import { EXIT, type ExitCode } from './exit-code';
import { faultProgress } from './terminal/fault-progress';
import { selfTestEnding } from './terminal/self-test-ending';

/** What `self-test` was asked for. */
export interface SelfTestCommandOptions extends Criteria, SuitePlaces {
  readonly out: string;
  /** IDs of faults or of entries of the history, or globs; all faults without. */
  readonly faults?: readonly string[];
  /** IDs of alternatives, or globs; all without. */
  readonly alternatives?: readonly string[];
  /** Faults and alternatives to examine side by side; as many as there are cores without. */
  readonly jobs?: number;
  /** Only the clauses that are about each fault. */
  readonly ownClauses?: boolean;
  /** The system that runs in the guest of a stock QEMU above each fault. */
  readonly guest?: string;
}

/** Clauses of a guest in which Linux runs. */
const ALL_OF_GUEST = 'LINUX-*';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the suite on every seeded fault and on every alternative, prints what came of each, and leaves self-test.json. */
export async function selfTestCommand(options: SelfTestCommandOptions): Promise<ExitCode> {
  const startedAt = new Date();
  const start = performance.now();
  const suite = loadSuite(options);
  const [problem] = suite.plan.problems;
  if (problem !== undefined) throw new Error(`${problem.feature}:${problem.line}: ${problem.message}`);
  const guest = guestOf(options);
  const selection = select(suite.plan, suite.catalogue, options);
  const selections = new Map<string | undefined, Selection>([[undefined, selection]]);
  const selectionAt = (fault: Fault): Selection => {
    const known = selections.get(fault.spec) ?? select(suite.plan, suite.catalogue, criteriaAt(fault, criteria(options)));
    selections.set(fault.spec, known);
    return known;
  };
  const faults = guest?.faults ?? withinReach(chooseFaults(FAULTS, options.faults), selectionAt);
  const alternatives =
    guest === undefined ? judged(chooseAlternatives(ALTERNATIVES, options.alternatives), criteria(options), selection) : [];
  if (faults.length + alternatives.length === 0)
    throw new WrongUse('the chosen clauses are about none of the chosen faults, and reach none of the chosen alternatives');
  const report = reportFile(options.out);
  // A guest takes a processor for itself, and the suite below it another.
  const jobs = options.jobs ?? (guest === undefined ? availableParallelism() : 1);

  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  for (const signal of SIGNALS) process.once(signal, interrupt);
  const progress = faultProgress(faults.length + alternatives.length);
  const {
    alternatives: others,
    reason,
    results,
  } = await selfTest({
    suite,
    places: places(options),
    criteria: criteria(options),
    faults,
    alternatives,
    ownClauses: options.ownClauses === true,
    ...(guest === undefined ? {} : { belowGuest: guest.clausesFor }),
    jobs,
    signal: interruption.signal,
    onResult: progress.ended,
  });
  progress.over();
  for (const signal of SIGNALS) process.off(signal, interrupt);
  if (interruption.signal.aborted)
    return cannot(
      `the self-test was interrupted after ${results.length + others.length} of ${faults.length + alternatives.length} implementations`,
    );
  if (reason !== undefined) return cannot(`the self-test says nothing: ${reason}`);

  const durationMs = Math.round(performance.now() - start);
  const unobservable = options.faults === undefined && guest === undefined ? UNOBSERVABLE : [];
  const environment = { ...environmentOf(startedAt, durationMs, commandLine()), jobs };
  const head = { suite: { name: suite.name, version: suite.version, spec: selection.spec, revisions: selection.revisions }, environment };
  writeAtomically(report, `${JSON.stringify(toSelfTestReport(head, { results, alternatives: others, unobservable }), undefined, 2)}\n`);
  process.stdout.write(
    `${selfTestEnding({ isBelowGuest: guest !== undefined, results, alternatives: others, unobservable, spec: selection.spec, durationMs, report })}\n`,
  );
  return results.every(({ caught }) => caught) && others.every(({ accepted }) => accepted) ? EXIT.conformant : EXIT.notConformant;
}

/** Faults to run below a guest, and by which clauses each; `undefined` where no guest is asked for. */
function guestOf({ alternatives, clauses, faults, guest, ownClauses }: SelfTestCommandOptions) {
  if (guest === undefined) return undefined;
  if (guest !== 'linux') throw new WrongUse(`no system is called ${guest}: --guest linux is all that there is`);
  if (ownClauses === true || (alternatives?.length ?? 0) > 0) throw new WrongUse('--guest is for faults, and chooses their clauses itself');
  const sample = new Map(BELOW_GUEST.map(({ clause, fault }) => [fault, clause]));
  const chosen = chooseFaults(FAULTS, faults ?? [...sample.keys()]);
  const above = chosen.find((fault) => layerOf(fault) === 'device');
  if (above !== undefined) throw new WrongUse(`${above.id} is a fault of the device, and QEMU is the device below a guest`);
  return { faults: chosen, clausesFor: ({ id }: Fault) => clauses ?? [sample.get(id) ?? ALL_OF_GUEST] };
}

/** The file to write; what an earlier self-test left there must not outlive the beginning of this one. */
function reportFile(directory: string): string {
  const file = join(directory, 'self-test.json');
  try {
    makeDirectory(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
    rmSync(file, { force: true });
    return file;
  } catch (error) {
    throw new WrongUse(`cannot write to "${directory}": ${messageOf(error)}`);
  }
}

function criteria({ clauses, layers, level, spec, tags }: SelfTestCommandOptions): Criteria {
  return Object.fromEntries(Object.entries({ clauses, layers, level, spec, tags }).filter(([, value]) => value !== undefined));
}

function places({ features, support }: SelfTestCommandOptions): SuitePlaces {
  return { ...(features === undefined ? {} : { features }), ...(support === undefined ? {} : { support }) };
}

function cannot(reason: string): ExitCode {
  process.stderr.write(`${reason}\n`);
  return EXIT.couldNotRun;
}
