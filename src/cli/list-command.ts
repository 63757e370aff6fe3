import colours from 'picocolors';
import { counted } from '../report/words';
import type { Clause } from '../specification/clauses/catalogue';
import type { Criteria } from '../specification/criteria';
import type { PlannedScenario } from '../specification/plan';
import { type Selection, select } from '../specification/selection';
import { loadSuite, type SuitePlaces } from '../specification/suite';
import type { ListFormat } from './choices';
import { columnsTable } from './terminal/columns-table';

/** What `list` was asked for. */
export interface ListCommandOptions extends Criteria, SuitePlaces {
  readonly format: ListFormat;
  /** With what each clause was seen to catch. */
  readonly strength?: boolean;
}

/** The chosen clauses, as text to print. */
export function listCommand(options: ListCommandOptions): string {
  const { catalogue, plan } = loadSuite(options);
  const selection = select(plan, catalogue, options);
  const scenarios = scenariosByClause(selection);
  const of = (clause: Clause) => scenarios.get(clause.id) ?? [];
  if (options.format === 'json') return asJson(selection, of, options.strength === true);
  const summary = `${counted(selection.clauses.length, 'clause')}, ${counted(selection.scenarios.length, 'scenario')} at ${selection.spec}`;
  if (options.strength === true) return `${strengthTable(selection, of)}\n\n${summary}\n${strengthSummary(selection, of)}`;
  const rows = selection.clauses.map((clause) => [
    clause.id,
    clause.level,
    clause.source.join(', '),
    String(of(clause).length),
    clause.title,
  ]);
  return `${columnsTable(['clause', 'level', 'source', 'scenarios', 'title'], rows, [3])}\n\n${summary}`;
}

/** What was measured, and its words; most lists do without. */
const strengthOf = () => require('../evidence/strength/strength') as typeof import('../evidence/strength/strength');

type ScenariosOf = (clause: Clause) => readonly PlannedScenario[];

function asJson({ clauses, revisions, spec }: Selection, of: ScenariosOf, withStrength: boolean): string {
  const { isWeak, readStrength, strengthDoubts } = strengthOf();
  const strength = withStrength ? readStrength() : undefined;
  const listed = clauses.map((clause) => ({
    ...clause,
    scenarios: of(clause).map(asData),
    ...(strength === undefined ? {} : { strength: { ...strength.of(clause.id), weak: isWeak(clause, of(clause).length, strength) } }),
  }));
  const measured =
    strength === undefined
      ? {}
      : {
          strength: {
            mutation: strength.mutation,
            overTime: strength.overTime,
            monitors: strength.monitors,
            doubts: strengthDoubts(strength),
          },
        };
  return JSON.stringify({ spec, revisions, ...measured, clauses: listed }, undefined, 2);
}

function strengthTable({ clauses }: Selection, of: ScenariosOf): string {
  const { isWeak, readStrength } = strengthOf();
  const strength = readStrength();
  const rows = clauses.map((clause) => {
    const { faults, mutants } = strength.of(clause.id);
    const scenarios = of(clause).length;
    const weak = isWeak(clause, scenarios, strength) ? colours.red('weak') : '';
    return [clause.id, clause.level, String(scenarios), String(faults), String(mutants), weak, clause.title];
  });
  return columnsTable(['clause', 'level', 'scenarios', 'faults', 'mutants', '', 'title'], rows, [2, 3, 4]);
}

function strengthSummary({ clauses }: Selection, of: ScenariosOf): string {
  const { isWeak, readStrength, strengthDoubts } = strengthOf();
  const strength = readStrength();
  const weak = clauses.filter((clause) => isWeak(clause, of(clause).length, strength));
  const { monitors, mutation, overTime } = strength;
  return [
    ...(mutation === undefined
      ? []
      : [
          `${mutation.score} % of the reference's mutants killed${triedBy(mutation)}: ${mutation.killed} killed, ${mutation.survived} survived, ${mutation.equivalent} equivalent; ${mutation.measured}, ${mutation.tool}`,
        ]),
    ...(overTime === undefined
      ? []
      : [
          `${overTime.score} % of its mutants over time killed${sampleOf(overTime)}: ${overTime.killed} killed, ${overTime.survived} survived, ${overTime.idle} of them as no scenario makes them act, ${overTime.explained} explained; ${overTime.measured}`,
        ]),
    ...(monitors === undefined ? [] : [`Monitors alone catch ${monitors.caught} of ${counted(monitors.faults, 'seeded fault')}`]),
    weak.length === 0 ? 'No MUST clause is weak' : `${counted(weak.length, 'MUST clause')} caught neither a fault nor a mutant`,
    ...strengthDoubts(strength),
  ].join('\n');
}

function triedBy({ most }: { readonly most?: number }): string {
  return most === undefined ? '' : ` (at least; by at most ${most} scenarios each)`;
}

function sampleOf({ sample }: { readonly sample?: number }): string {
  return sample === undefined ? '' : ` (a sample, one of ${sample})`;
}

function scenariosByClause(selection: Selection): Map<string, PlannedScenario[]> {
  const byClause = new Map<string, PlannedScenario[]>(selection.clauses.map((clause) => [clause.id, []]));
  for (const scenario of selection.scenarios) for (const id of scenario.clauses) byClause.get(id)?.push(scenario);
  return byClause;
}

function asData({ clauses, feature, id, layer, line, name, tags }: PlannedScenario): object {
  return { id, name, feature, line, layer, clauses, tags };
}
