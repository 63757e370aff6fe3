import type { Clause } from '../clauses/catalogue';
import { counted } from '../report/words';
import type { PlannedScenario } from '../run/plan';
import { type Criteria, type Selection, select } from '../run/selection';
import { loadSuite, type SuitePlaces } from '../run/suite';
import { columnsTable } from './terminal/columns-table';

/** How a list is written. */
export const LIST_FORMATS = ['table', 'json'] as const;

/** What `list` was asked for. */
export interface ListCommandOptions extends Criteria, SuitePlaces {
  readonly format: (typeof LIST_FORMATS)[number];
}

/** The chosen clauses, as text to print. */
export function listCommand(options: ListCommandOptions): string {
  const { catalogue, plan } = loadSuite(options);
  const selection = select(plan, catalogue, options);
  const scenarios = scenariosByClause(selection);
  const of = (clause: Clause) => scenarios.get(clause.id) ?? [];
  if (options.format === 'json') {
    const clauses = selection.clauses.map((clause) => ({ ...clause, scenarios: of(clause).map(asData) }));
    return JSON.stringify({ spec: selection.spec, clauses }, undefined, 2);
  }
  const rows = selection.clauses.map((clause) => [
    clause.id,
    clause.level,
    clause.source.join(', '),
    String(of(clause).length),
    clause.title,
  ]);
  const summary = `${counted(selection.clauses.length, 'clause')}, ${counted(selection.scenarios.length, 'scenario')} at ${selection.spec}`;
  return `${columnsTable(['clause', 'level', 'source', 'scenarios', 'title'], rows, [3])}\n\n${summary}`;
}

function scenariosByClause(selection: Selection): Map<string, PlannedScenario[]> {
  const byClause = new Map<string, PlannedScenario[]>(selection.clauses.map((clause) => [clause.id, []]));
  for (const scenario of selection.scenarios) for (const id of scenario.clauses) byClause.get(id)?.push(scenario);
  return byClause;
}

function asData({ clauses, feature, id, layer, line, name, tags }: PlannedScenario): object {
  return { id, name, feature, line, layer, clauses, tags };
}
