import { layerOf } from '../../faults';
import type { Fault } from '../../faults/fault';
import type { Level } from '../specification/clauses/catalogue';
import type { Criteria } from '../specification/criteria';
import { select } from '../specification/selection';
import type { Suite, SuitePlaces } from '../specification/suite';
import { criteriaAt } from './choose-faults';
import type { Findings } from './examination';
import { type Ending, examineAll, type Subject } from './workers';

/** What came of a fault. */
export interface FaultResult {
  readonly fault: Fault;
  readonly ending: Ending['kind'];
  /** Why it did not run to its end. */
  readonly reason?: string;
  /** Clauses that failed on an unmet expectation: those that are about the fault first, then the catalogue's order. */
  readonly clauses: readonly string[];
  /** The most binding level among them. */
  readonly level?: Level;
  /** One of them is about the fault. */
  readonly caught: boolean;
  /** Scenarios that an unmet expectation failed. */
  readonly scenarios: readonly string[];
  /** How many scenarios something else failed. */
  readonly upset: number;
}

/** What to examine, by what, and how. */
export interface SelfTestOptions {
  readonly suite: Suite;
  readonly places: SuitePlaces;
  readonly criteria: Criteria;
  readonly faults: readonly Fault[];
  /** Runs on each fault only the clauses that are about it. */
  readonly ownClauses: boolean;
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly onResult: (result: FaultResult) => void;
}

/** What came of all faults, in their order. */
export interface SelfTestResult {
  readonly results: readonly FaultResult[];
  /** Why the results say nothing: the reference does not pass as it is. */
  readonly reason?: string;
}

/** Runs the suite on every fault, and on the reference as it is. */
export async function selfTest(options: SelfTestOptions): Promise<SelfTestResult> {
  const { criteria, faults, jobs, onResult, ownClauses, places, signal } = options;
  const results = new Map<string, FaultResult>();
  const byId = new Map(faults.map((fault) => [fault.id, fault]));
  let reason: string | undefined;
  const about = [...new Set(faults.flatMap((fault) => fault.about))];
  // Each choice of revisions has a reference of its own.
  const references = new Map(faults.map((fault) => [criteria.spec ?? fault.spec, criteriaAt(fault, criteria)]));
  const subjects: Subject[] = [
    ...[...references.values()].map((at) => ({ criteria: ownClauses ? { ...at, clauses: about } : at })),
    ...faults.map((fault) => ({ fault: fault.id, criteria: criteriaFor(fault, options) })),
  ];
  const onEnd = (subject: Subject, ending: Ending) => {
    const fault = byId.get(subject.fault ?? '');
    if (fault === undefined) {
      reason ??= unfit(ending);
      return;
    }
    const result = resultOf(fault, ending, options);
    results.set(fault.id, result);
    onResult(result);
  };
  await examineAll(subjects, { begin: { kind: 'begin', places }, jobs, onEnd, signal });
  return { results: faults.flatMap((fault) => results.get(fault.id) ?? []), ...(reason === undefined ? {} : { reason }) };
}

/** Layers whose scenarios reach an implementation's layer: its own, and those that stand on it. */
const REACHED_FROM: Readonly<Record<string, readonly string[]>> = {
  device: ['device', 'stack'],
  kernel: ['device', 'kernel', 'stack'],
  hardware: ['device', 'kernel', 'hardware', 'stack'],
};

/** The scenarios that can tell a faulty implementation from the reference. */
function criteriaFor(fault: Fault, { criteria, ownClauses }: SelfTestOptions): Criteria {
  const reached = REACHED_FROM[layerOf(fault)] ?? [];
  const layers = reached.filter((layer) => criteria.layers?.some((written) => written.toLowerCase() === layer) ?? true);
  return { ...criteriaAt(fault, criteria), layers, ...(ownClauses ? { clauses: fault.about } : {}) };
}

/** What keeps the unchanged reference from being what the faults are held against. */
function unfit(ending: Ending): string | undefined {
  if (ending.kind === 'hung') return 'the reference itself hangs';
  if (ending.kind === 'died') return `the reference itself could not be run: ${ending.reason}`;
  const { caughtBy, reason, upset } = ending.findings;
  const [failed] = [...caughtBy, ...upset];
  if (failed !== undefined) return `the reference itself fails ${failed}`;
  return reason;
}

function resultOf(fault: Fault, ending: Ending, { criteria, suite }: SelfTestOptions): FaultResult {
  const findings: Findings = ending.kind === 'ran' ? ending.findings : { caughtBy: [], upset: [] };
  const reason = ending.kind === 'died' ? ending.reason : findings.reason;
  const { catalogue, plan } = suite;
  const failed = new Set(findings.caughtBy);
  const failing = new Set(plan.scenarios.filter(({ id }) => failed.has(id)).flatMap((scenario) => scenario.clauses));
  const chosen = select(plan, catalogue, criteriaAt(fault, criteria)).clauses.filter(({ id }) => failing.has(id));
  const isOwn = (id: string) => fault.about.includes(id);
  const clauses = [...chosen.filter(({ id }) => isOwn(id)), ...chosen.filter(({ id }) => !isOwn(id))];
  const level = (['MUST', 'SHOULD', 'MAY'] as const).find((candidate) => clauses.some((clause) => clause.level === candidate));
  return {
    fault,
    ending: ending.kind,
    clauses: clauses.map(({ id }) => id),
    caught: clauses.some(({ id }) => isOwn(id)),
    scenarios: findings.caughtBy,
    upset: findings.upset.length,
    ...(level === undefined ? {} : { level }),
    ...(reason === undefined ? {} : { reason }),
  };
}
