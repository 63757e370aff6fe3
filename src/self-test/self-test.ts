import type { Alternative } from '../../alternatives/alternative';
import type { Fault, Variant } from '../../faults/fault';
import type { Level } from '../specification/clauses/catalogue';
import type { Criteria } from '../specification/criteria';
import { select } from '../specification/selection';
import type { Suite, SuitePlaces } from '../specification/suite';
import { criteriaAt, reachedLayers } from './choice-of-variants';
import type { Findings, Lead } from './examination';
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
  /** One of them is about the fault; below a guest, which does what it likes, a scenario or a monitor saw anything wrong. */
  readonly caught: boolean;
  /** Scenarios that an unmet expectation failed. */
  readonly scenarios: readonly string[];
  /** How many scenarios something else failed. */
  readonly upset: number;
  /** Clauses that monitors saw broken: what would be caught if no scenario asked for anything. */
  readonly monitored: readonly string[];
}

/** What came of an alternative. */
export interface AlternativeResult {
  readonly alternative: Alternative;
  readonly ending: Ending['kind'];
  /** Why it did not run to its end. */
  readonly reason?: string;
  /** The suite finds nothing wrong with it; or leads with what it breaks on purpose, and with nothing else. */
  readonly accepted: boolean;
  /** Clauses that failed, in the catalogue's order. */
  readonly clauses: readonly string[];
  /** Scenarios that failed. */
  readonly scenarios: readonly string[];
  /** What the failures come from. */
  readonly leads: readonly Lead[];
}

/** What to examine, by what, and how. */
export interface SelfTestOptions {
  readonly suite: Suite;
  readonly places: SuitePlaces;
  readonly criteria: Criteria;
  readonly faults: readonly Fault[];
  readonly alternatives: readonly Alternative[];
  /** Runs on each fault only the clauses that are about it. */
  readonly ownClauses: boolean;
  /** Clauses of a Linux guest above each fault, which takes the place of the reference's device; the reference as it is without. */
  readonly belowGuest?: (fault: Fault) => readonly string[];
  /** IDs of the only scenarios that can tell a variant from the reference; `undefined`, and without it, any can. */
  readonly scenariosFor?: (variant: Variant) => readonly string[] | undefined;
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly onResult: (result: FaultResult | AlternativeResult) => void;
}

/** What came of all faults and alternatives, in their order. */
export interface SelfTestResult {
  readonly results: readonly FaultResult[];
  readonly alternatives: readonly AlternativeResult[];
  /** Why the results say nothing: the reference does not pass as it is. */
  readonly reason?: string;
}

/** Runs the suite on every fault, on every alternative, and on the reference as it is. */
export async function selfTest(options: SelfTestOptions): Promise<SelfTestResult> {
  const { alternatives, belowGuest, criteria, faults, jobs, onResult, ownClauses, places, scenariosFor, signal } = options;
  const results = new Map<string, FaultResult>();
  const others = new Map<string, AlternativeResult>();
  const byId = new Map(faults.map((fault) => [fault.id, fault]));
  const otherById = new Map(alternatives.map((alternative) => [alternative.id, alternative]));
  let reason: string | undefined;
  const clausesFor = (fault: Fault) => belowGuest?.(fault) ?? (ownClauses ? fault.about : undefined);
  const about = [...new Set(faults.flatMap((fault) => clausesFor(fault) ?? []))];
  const guest = belowGuest === undefined ? {} : ({ guest: true } as const);
  const among = (variant: Variant) => {
    const scenarios = scenariosFor?.(variant);
    return scenarios === undefined ? {} : { among: scenarios };
  };
  // Each choice of revisions has a reference of its own.
  const references = new Map(faults.map((fault) => [criteria.spec ?? fault.spec, criteriaAt(fault, criteria)]));
  if (alternatives.length > 0) references.set(criteria.spec, criteria);
  const subjects: Subject[] = [
    ...[...references.values()].map((at) => ({
      criteria: about.length > 0 && alternatives.length === 0 ? { ...at, clauses: about } : at,
      leads: false,
      ...guest,
    })),
    ...alternatives.map((one) => ({ variant: one.id, criteria: reaching(one, criteria), ...among(one), leads: true })),
    ...faults.map((fault) => ({
      variant: fault.id,
      criteria: { ...reaching(fault, criteriaAt(fault, criteria)), ...clausesAre(clausesFor(fault)) },
      ...among(fault),
      leads: false,
      ...guest,
    })),
  ];
  const onEnd = (subject: Subject, ending: Ending) => {
    const alternative = otherById.get(subject.variant ?? '');
    if (alternative !== undefined) {
      const result = alternativeResultOf(alternative, ending, options);
      others.set(alternative.id, result);
      onResult(result);
      return;
    }
    const fault = byId.get(subject.variant ?? '');
    if (fault === undefined) {
      reason ??= unfit(ending);
      return;
    }
    const result = resultOf(fault, ending, options);
    results.set(fault.id, result);
    onResult(result);
  };
  await examineAll(subjects, { begin: { kind: 'begin', places }, jobs, onEnd, signal });
  return {
    results: faults.flatMap((fault) => results.get(fault.id) ?? []),
    alternatives: alternatives.flatMap(({ id }) => others.get(id) ?? []),
    ...(reason === undefined ? {} : { reason }),
  };
}

function clausesAre(clauses: readonly string[] | undefined): Criteria {
  return clauses === undefined ? {} : { clauses };
}

/** The scenarios that can tell a variant from the reference. */
function reaching(variant: Variant, criteria: Criteria): Criteria {
  return { ...criteria, layers: reachedLayers(variant, criteria) };
}

/** What keeps the unchanged reference from being what the faults are held against. */
function unfit(ending: Ending): string | undefined {
  if (ending.kind === 'hung') return 'the reference itself hangs';
  if (ending.kind === 'died') return `the reference itself could not be run: ${ending.reason}`;
  const { caughtBy, monitored, reason, upset } = ending.findings;
  const [failed] = [...caughtBy, ...upset];
  if (failed !== undefined) return `the reference itself fails ${failed}`;
  if (monitored.length > 0) return `a monitor sees the reference itself break ${monitored.join(', ')}`;
  return reason;
}

function alternativeResultOf(alternative: Alternative, ending: Ending, { criteria, suite }: SelfTestOptions): AlternativeResult {
  const { findings } = ending;
  const reason = ending.kind === 'died' ? ending.reason : findings.reason;
  const { catalogue, plan } = suite;
  const failed = new Set([...findings.caughtBy, ...findings.upset]);
  const failing = new Set(plan.scenarios.filter(({ id }) => failed.has(id)).flatMap((scenario) => scenario.clauses));
  return {
    alternative,
    ending: ending.kind,
    accepted: ending.kind === 'ran' && reason === undefined && isAsItShould(alternative, findings),
    clauses: select(plan, catalogue, criteria).clauses.flatMap(({ id }) => (failing.has(id) || findings.monitored.includes(id) ? id : [])),
    scenarios: [...failed],
    leads: findings.leads,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Nothing fails, and no monitor sees a clause broken; or what it breaks on purpose leads the failures, and nothing else leads. */
function isAsItShould({ breaks }: Alternative, { caughtBy, leads, monitored, upset }: Findings): boolean {
  if (breaks === undefined) return caughtBy.length + upset.length + monitored.length === 0;
  return leads[0]?.clause === breaks[0] && leads.every(({ clause }) => breaks.includes(clause));
}

function resultOf(fault: Fault, ending: Ending, { belowGuest, criteria, suite }: SelfTestOptions): FaultResult {
  const { findings } = ending;
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
    caught: belowGuest === undefined ? clauses.some(({ id }) => isOwn(id)) : clauses.length + findings.monitored.length > 0,
    scenarios: findings.caughtBy,
    upset: findings.upset.length,
    monitored: findings.monitored,
    ...(level === undefined ? {} : { level }),
    ...(reason === undefined ? {} : { reason }),
  };
}
