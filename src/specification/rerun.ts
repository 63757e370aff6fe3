import type { Selection } from './selection';

/** The part of a selection that has these scenarios, and the clauses that they count for. */
export function onlyScenarios(selection: Selection, ids: ReadonlySet<string>): Selection {
  const scenarios = selection.scenarios.filter(({ id }) => ids.has(id));
  const counted = new Set(scenarios.flatMap(({ clauses }) => clauses));
  return { ...selection, clauses: selection.clauses.filter(({ id }) => counted.has(id)), scenarios };
}
