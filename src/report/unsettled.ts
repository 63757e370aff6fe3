import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Verdict } from '../run/session';
import { scenarioIdOf } from '../specification/monitored';
import { WrongUse } from '../specification/wrong-use';
import type { ClaimedDirectory } from './claimed-directory';
import { readReport } from './read-report';

/** What is worth another try. */
const UNSETTLED: readonly Verdict[] = ['failed', 'couldNotRun', 'unexpectedPass'];

/**
 * IDs of the scenarios of an earlier run that failed, passed unexpectedly or could not run. `from` is its report.json or the folder
 * that holds it, which may be the one that this run has claimed. Throws {@link WrongUse} if there is none, or no such scenario.
 */
export function unsettledScenarios(from: string, claimed: ClaimedDirectory): ReadonlySet<string> {
  const named = statSync(from, { throwIfNoEntry: false })?.isDirectory() === true ? join(from, 'report.json') : from;
  const file = resolve(named) === resolve(claimed.path, 'report.json') ? claimed.earlier('report.json') : named;
  if (!existsSync(file)) throw new WrongUse(`there is no report in "${from}"`);
  const ids = readReport(file).scenarios.flatMap(({ id, verdict }) => (UNSETTLED.includes(verdict) ? [scenarioIdOf(id)] : []));
  if (ids.length === 0) throw new WrongUse(`nothing to run again: every scenario of "${from}" came to a verdict that stands`);
  return new Set(ids);
}
