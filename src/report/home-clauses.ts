import type { ClauseOutcome } from '../run/outcome';
import type { PlannedScenario } from '../specification/plan';

/** Gives the clause that a scenario is told under: the first of its clauses that was chosen. */
export function homeClauses(clauses: readonly Pick<ClauseOutcome, 'clause'>[]): (scenario: Pick<PlannedScenario, 'clauses'>) => string {
  const chosen = new Set(clauses.map(({ clause }) => clause.id));
  return ({ clauses: own }) => own.find((id) => chosen.has(id)) ?? own[0] ?? '';
}
