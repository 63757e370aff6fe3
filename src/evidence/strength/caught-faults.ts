import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../is-object';
import { PACKAGE_ROOT } from '../../package';

/** The kept result of a self-test of every fault. */
export const CAUGHT_FILE = join(PACKAGE_ROOT, 'faults', 'caught.json');

/** What {@link CAUGHT_FILE} holds. */
export interface CaughtFaults {
  /** Of the sources that the result was worked out from. */
  readonly fingerprint: string;
  /** Which clauses each fault was run against: all, or those that are about it alone. */
  readonly against: 'all clauses' | 'own clauses';
  /** The clauses that caught a fault, by its ID. */
  readonly faults: Readonly<Record<string, readonly string[]>>;
  /** The clauses that a monitor saw broken, by the ID of the fault; without those of which none was. Absent where that was not looked at. */
  readonly monitors?: Readonly<Record<string, readonly string[]>>;
}

/** How many of the seeded faults monitors catch alone, by the logs of scenarios whatever these ask for. */
export interface CaughtByMonitors {
  readonly faults: number;
  readonly caught: number;
}

/** See {@link CaughtByMonitors}; nothing where that was not looked at. */
export function caughtByMonitors(kept: CaughtFaults | undefined): CaughtByMonitors | undefined {
  if (kept?.monitors === undefined) return undefined;
  return { faults: Object.keys(kept.faults).length, caught: Object.keys(kept.monitors).length };
}

/** IDs of the faults that each clause caught when a self-test was last kept, by the clause's ID; empty if it never was. */
export function faultsByClause(kept: CaughtFaults | undefined): ReadonlyMap<string, readonly string[]> {
  const byClause = new Map<string, string[]>();
  for (const [fault, clauses] of Object.entries(kept?.faults ?? {})) {
    for (const clause of clauses) {
      const faults = byClause.get(clause);
      if (faults === undefined) byClause.set(clause, [fault]);
      else faults.push(fault);
    }
  }
  return byClause;
}

/** The kept result; `undefined` where there is none. Throws if the file is something else. */
export function readCaughtFaults(): CaughtFaults | undefined {
  if (!existsSync(CAUGHT_FILE)) return undefined;
  const kept: unknown = JSON.parse(readFileSync(CAUGHT_FILE, 'utf8'));
  if (!isCaughtFaults(kept)) throw new Error(`${CAUGHT_FILE} is no result of a self-test`);
  return kept;
}

function isCaughtFaults(value: unknown): value is CaughtFaults {
  if (!isObject(value)) return false;
  const { against, faults, fingerprint, monitors = {} } = value;
  if (against !== 'all clauses' && against !== 'own clauses') return false;
  if (typeof fingerprint !== 'string' || !isObject(faults) || !isObject(monitors)) return false;
  return [faults, monitors].every((byFault) => Object.values(byFault).every(areIds));
}

function areIds(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}
