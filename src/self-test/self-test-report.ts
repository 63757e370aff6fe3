import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { layerOf } from '../../faults';
import type { Unobservable } from '../../faults/unobservable';
import { PACKAGE_ROOT } from '../package';
import type { Environment } from '../run/environment';
import type { JudgingSuite } from '../run/outcome';
import { schemaValidator } from '../schema-validator';
import type { Level } from '../specification/clauses/catalogue';
import type { Lead } from './examination';
import type { AlternativeResult, FaultResult } from './self-test';

/** The content of self-test.json, as schemas/self-test.schema.json has it. */
export interface SelfTestReport {
  readonly schemaVersion: 1;
  readonly suite: JudgingSuite;
  readonly environment: Environment & {
    /** Faults and alternatives examined side by side. */
    readonly jobs: number;
  };
  readonly faults: readonly ReportedFault[];
  readonly alternatives: readonly ReportedAlternative[];
  readonly unobservable: readonly Unobservable[];
}

/** A fault and what came of it. */
export interface ReportedFault {
  readonly id: string;
  readonly history?: string;
  readonly layer: string;
  readonly title: string;
  readonly source: string;
  /** Clauses that are about it. */
  readonly about: readonly string[];
  /** One of them caught it. */
  readonly caught: boolean;
  readonly level?: Level;
  /** All clauses that caught it. */
  readonly clauses: readonly string[];
  /** Scenarios that an unmet expectation failed. */
  readonly scenarios: number;
  /** Scenarios that something else failed, such as an error of the implementation: they do not count as catching. */
  readonly upset: number;
  /** Clauses that monitors saw broken in logs; reports of earlier versions do not tell. */
  readonly monitored?: readonly string[];
  readonly ending: 'ran' | 'hung' | 'died';
  readonly reason?: string;
}

/** A legitimately different implementation and what came of it. */
export interface ReportedAlternative {
  readonly id: string;
  readonly layer: string;
  readonly title: string;
  readonly allowedBy: string;
  /** Clauses that it breaks on purpose. */
  readonly breaks?: readonly string[];
  readonly accepted: boolean;
  /** Clauses that failed. */
  readonly clauses: readonly string[];
  /** Scenarios that failed. */
  readonly scenarios: number;
  /** What the failures come from. */
  readonly leads: readonly Lead[];
  readonly ending: 'ran' | 'hung' | 'died';
  readonly reason?: string;
}

/** What came of a self-test. */
export interface SelfTestOutcome {
  readonly results: readonly FaultResult[];
  readonly alternatives: readonly AlternativeResult[];
  readonly unobservable: readonly Unobservable[];
}

/** The plain data of a self-test, valid against the schema; throws if it is not. */
export function toSelfTestReport(
  head: Pick<SelfTestReport, 'environment' | 'suite'>,
  { alternatives, results, unobservable }: SelfTestOutcome,
): SelfTestReport {
  const faults = results.map(({ caught, clauses, ending, fault, level, monitored, reason, scenarios, upset }) => ({
    id: fault.id,
    ...(fault.history === undefined ? {} : { history: fault.history }),
    layer: layerOf(fault),
    title: fault.title,
    source: fault.source,
    about: fault.about,
    caught,
    ...(level === undefined ? {} : { level }),
    clauses,
    scenarios: scenarios.length,
    upset,
    monitored,
    ending,
    ...(reason === undefined ? {} : { reason }),
  }));
  const others = alternatives.map(({ accepted, alternative, clauses, ending, leads, reason, scenarios }) => ({
    id: alternative.id,
    layer: layerOf(alternative),
    title: alternative.title,
    allowedBy: alternative.allowedBy,
    ...(alternative.breaks === undefined ? {} : { breaks: alternative.breaks }),
    accepted,
    clauses,
    scenarios: scenarios.length,
    leads,
    ending,
    ...(reason === undefined ? {} : { reason }),
  }));
  const report: SelfTestReport = { schemaVersion: 1, ...head, faults, alternatives: others, unobservable };
  const fault = selfTestReportFault(report);
  if (fault !== undefined) throw new Error(`self-test.json would not be valid: ${fault}`);
  return report;
}

/** Tells whether `json` is a report of a self-test. */
export function isSelfTestReport(json: unknown): json is SelfTestReport {
  return selfTestReportFault(json) === undefined;
}

/** What is wrong with a report of a self-test, undefined if it is valid. */
export function selfTestReportFault(report: unknown): string | undefined {
  validate ??= schemaValidator<SelfTestReport>(readFileSync(join(PACKAGE_ROOT, 'schemas', 'self-test.schema.json'), 'utf8'));
  if (validate(report)) return undefined;
  const [error] = validate.errors ?? [];
  return `${error?.instancePath || '/'} ${error?.message ?? 'does not match the schema'}`;
}

let validate: ValidateFunction<SelfTestReport> | undefined;
