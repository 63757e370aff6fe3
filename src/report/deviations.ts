import type { ClauseOutcome, RunResult, ScenarioOutcome } from '../run/outcome';
import { counted, VERDICT_WORDS } from './words';

/** The deviations on record that showed in a run. */
export interface Deviations {
  readonly scenarios: readonly ScenarioOutcome[];
  /** Clauses that bind everyone and have such a scenario, in the catalogue's order. */
  readonly must: readonly ClauseOutcome[];
  /** The other clauses that have one. */
  readonly others: readonly ClauseOutcome[];
  /** The same by what is on record as the reason, the most frequent first. */
  readonly byReason: readonly DeviationsOfOneReason[];
}

/** Known deviations that share their record. */
export interface DeviationsOfOneReason {
  readonly reason: string;
  readonly scenarios: readonly ScenarioOutcome[];
  /** The chosen clauses that have one of them. */
  readonly clauses: readonly ClauseOutcome[];
}

/** The known deviations among a run's outcomes. */
export function deviationsOf({ clauses, scenarios }: Pick<RunResult, 'clauses' | 'scenarios'>): Deviations {
  const deviating = scenarios.filter(({ verdict }) => verdict === 'knownDeviation');
  const concerned = clausesOf(deviating, clauses);
  const byReason = [...new Set(deviating.map(({ reason = '' }) => reason))].map((reason) => {
    const own = deviating.filter((outcome) => (outcome.reason ?? '') === reason);
    return { reason, scenarios: own, clauses: clausesOf(own, concerned) };
  });
  return {
    scenarios: deviating,
    must: concerned.filter(({ clause }) => clause.level === 'MUST'),
    others: concerned.filter(({ clause }) => clause.level !== 'MUST'),
    byReason: byReason.sort((a, b) => b.scenarios.length - a.scenarios.length),
  };
}

function clausesOf(outcomes: readonly ScenarioOutcome[], clauses: readonly ClauseOutcome[]): ClauseOutcome[] {
  const own = new Set(outcomes);
  return clauses.filter(({ scenarios }) => scenarios.some((outcome) => own.has(outcome)));
}

/** What a run came to: `as expected, with 26 known deviations`, or the verdict alone. */
export function runVerdictWords({ totals, verdict }: Pick<RunResult, 'totals' | 'verdict'>): string {
  return verdict === 'asExpected'
    ? `${VERDICT_WORDS.asExpected}, with ${counted(totals.knownDeviation, 'known deviation')}`
    : VERDICT_WORDS[verdict];
}

/** `from 9 clauses, 5 of them MUST: ALLOC-10, EVT-03`. */
export function deviatingClauses({ must, others }: Deviations): string {
  const all = must.length + others.length;
  const ids = (clauses: readonly ClauseOutcome[]) => clauses.map(({ clause }) => clause.id).join(', ');
  const binding = must.length === 0 ? 'none of them MUST' : `${must.length} of them MUST: ${ids(must)}`;
  return `from ${counted(all, 'clause')}, ${binding}`;
}
