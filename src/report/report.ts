import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { type ClauseStrength, isWeak, readStrength, type Strength, strengthDoubts } from '../evidence/strength/strength';
import { PACKAGE_ROOT } from '../package';
import type { ClauseVerdict, Failure, RunResult } from '../run/outcome';
import type { Verdict } from '../run/session';
import { schemaValidator } from '../schema-validator';
import type { Clause, Layer, Level } from '../specification/clauses/catalogue';
import { type Cause, causesOf } from './causes/causes';
import { type Deviations, deviationsOf } from './deviations';

/** The content of report.json, as schemas/report.schema.json has it. */
export interface Report extends Omit<RunResult, 'clauses' | 'scenarios'> {
  readonly schemaVersion: 1;
  /** Reports of earlier versions have none. */
  readonly strength?: ReportedStrength;
  /** Present if a deviation on record showed. */
  readonly deviations?: ReportedDeviations;
  readonly clauses: readonly ReportedClause[];
  readonly scenarios: readonly ReportedScenario[];
  /** Present if a scenario failed; reports of earlier versions have none. */
  readonly causes?: readonly ReportedCause[];
}

/** A {@link Cause}; its scenarios by ID. */
export interface ReportedCause extends Omit<Cause, 'failures'> {
  readonly scenarios: readonly string[];
}

/** What the suite was seen to catch when that was last measured; no part of what this run found. */
export interface ReportedStrength {
  readonly mutation?: NonNullable<Strength['mutation']>;
  readonly overTime?: NonNullable<Strength['overTime']>;
  readonly monitors?: NonNullable<Strength['monitors']>;
  /** Chosen MUST clauses whose scenarios caught neither a fault nor a mutant. */
  readonly weak: readonly string[];
  /** Why the measurement may not hold for this suite. */
  readonly doubts: readonly string[];
}

/** The known deviations that showed. */
export interface ReportedDeviations {
  /** How many scenarios are known deviations. */
  readonly scenarios: number;
  /** The MUST clauses that have one. */
  readonly must: readonly string[];
  /** The SHOULD and MAY clauses that have one. */
  readonly others: readonly string[];
}

/** A chosen clause; its scenarios by ID. */
export interface ReportedClause {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly source: readonly string[];
  readonly verdict: ClauseVerdict;
  readonly strength?: ClauseStrength;
  readonly scenarios: readonly string[];
}

/** A chosen scenario. */
export interface ReportedScenario {
  readonly id: string;
  readonly name: string;
  readonly feature: string;
  readonly line: number;
  readonly layer: Layer;
  readonly clauses: readonly string[];
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly failure?: Failure;
  readonly reason?: string;
}

/** What else goes into a report, where it is known already. */
export interface ReportExtras {
  readonly causes?: readonly Cause[];
  readonly strength?: Strength;
}

/** The plain data of a result, valid against the schema; throws if it is not. */
export function toReport(result: RunResult, { causes = causesOf(result), strength = readStrength() }: ReportExtras = {}): Report {
  const deviating = deviationsOf(result);
  const report: Report = {
    schemaVersion: 1,
    suite: result.suite,
    implementation: result.implementation,
    environment: result.environment,
    ...(result.shard === undefined ? {} : { shard: result.shard }),
    ...(result.expectations === undefined ? {} : { expectations: result.expectations }),
    verdict: result.verdict,
    complete: result.complete,
    ...(result.reason === undefined ? {} : { reason: result.reason }),
    totals: result.totals,
    ...(deviating.scenarios.length === 0 ? {} : { deviations: reportedDeviations(deviating) }),
    strength: {
      ...(strength.mutation === undefined ? {} : { mutation: strength.mutation }),
      ...(strength.overTime === undefined ? {} : { overTime: strength.overTime }),
      ...(strength.monitors === undefined ? {} : { monitors: strength.monitors }),
      weak: weakClauses(result, strength).map(({ id }) => id),
      doubts: strengthDoubts(strength),
    },
    clauses: result.clauses.map(({ clause, verdict, scenarios }) => ({
      id: clause.id,
      level: clause.level,
      title: clause.title,
      source: clause.source,
      verdict,
      strength: strength.of(clause.id),
      scenarios: scenarios.map((outcome) => outcome.scenario.id),
    })),
    scenarios: result.scenarios.map(({ scenario, verdict, durationMs, failure, reason }) => ({
      id: scenario.id,
      name: scenario.name,
      feature: scenario.feature,
      line: scenario.line,
      layer: scenario.layer,
      clauses: scenario.clauses,
      verdict,
      durationMs,
      ...(failure === undefined ? {} : { failure }),
      ...(reason === undefined ? {} : { reason }),
    })),
    ...(causes.length === 0 ? {} : { causes: causes.map(reportedCause) }),
    ...(result.coverage === undefined ? {} : { coverage: result.coverage }),
    ...(result.monitors === undefined ? {} : { monitors: result.monitors }),
  };
  const fault = reportFault(report);
  if (fault !== undefined) throw new Error(`report.json would not be valid: ${fault}`);
  return report;
}

function reportedCause({ failures, ...others }: Cause): ReportedCause {
  return { ...others, scenarios: failures.map(({ scenario }) => scenario.id) };
}

function reportedDeviations({ must, others, scenarios }: Deviations): ReportedDeviations {
  const ids = (clauses: Deviations['must']) => clauses.map(({ clause }) => clause.id);
  return { scenarios: scenarios.length, must: ids(must), others: ids(others) };
}

/** The chosen MUST clauses whose scenarios were seen to catch nothing. */
export function weakClauses({ clauses }: RunResult, strength: Strength): readonly Clause[] {
  return clauses.filter(({ clause, scenarios }) => isWeak(clause, scenarios.length, strength)).map(({ clause }) => clause);
}

/** Tells whether `json` is a report that this suite could have written. */
export function isReport(json: unknown): json is Report {
  return reportFault(json) === undefined;
}

/** What is wrong with a report, undefined if it is valid. */
export function reportFault(report: unknown): string | undefined {
  validate ??= schemaValidator<Report>(readFileSync(join(PACKAGE_ROOT, 'schemas', 'report.schema.json'), 'utf8'));
  if (validate(report)) return undefined;
  const [error] = validate.errors ?? [];
  return `${error?.instancePath || '/'} ${error?.message ?? 'does not match the schema'}`;
}

let validate: ValidateFunction<Report> | undefined;
