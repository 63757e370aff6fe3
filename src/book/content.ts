import type { Coverage } from '../evidence/coverage/coverage';
import type { Strength } from '../evidence/strength/strength';
import type { Catalogue, Chapter, Clause } from '../specification/clauses/catalogue';
import type { Plan, PlannedFeature, PlannedRule, PlannedScenario, ScenarioDefinition } from '../specification/plan';

/** What pages of the book are made of. */
export interface BookContent {
  readonly catalogue: Catalogue;
  readonly plan: Plan;
  readonly strength: Strength;
  /** What the reference exercised while its run was recorded. */
  readonly coverage: Coverage;
  /** IDs of scenarios that a sequence diagram shows. */
  readonly drawn: ReadonlySet<string>;
  /** Pages have places for the verdicts of a run. */
  readonly forVerdicts: boolean;
}

/** A scenario or an outline with its rows, as it is shown once. */
export interface WrittenScenario {
  readonly definition: ScenarioDefinition;
  readonly scenarios: readonly PlannedScenario[];
}

/** What the features say of a clause. */
export interface ClauseFeatures {
  /** What an author has added to the clause's Rule. */
  readonly notes: readonly string[];
  /** The feature of its Rule. */
  readonly feature: PlannedFeature | undefined;
  readonly written: readonly WrittenScenario[];
  /** Scenarios of other clauses that show it as well. */
  readonly besides: readonly PlannedScenario[];
}

const SOURCE_LINE = /^(?:MUST|SHOULD|MAY)\. Source: /;

/** Puts features to the clauses that they are about. */
export function featuresByClause({ features, scenarios }: Plan): ReadonlyMap<string, ClauseFeatures> {
  const rules = new Map<string, readonly [PlannedFeature, PlannedRule]>();
  for (const feature of features)
    for (const rule of feature.rules) {
      const id = rule.name.split(' ')[0] ?? '';
      if (!rules.has(id)) rules.set(id, [feature, rule]);
    }
  const own = new Map<string, PlannedScenario[]>();
  const besides = new Map<string, PlannedScenario[]>();
  for (const scenario of scenarios) {
    const [first, ...others] = scenario.clauses;
    if (first !== undefined) put(own, first, scenario);
    for (const other of others) put(besides, other, scenario);
  }
  return new Map(
    [...new Set([...rules.keys(), ...own.keys(), ...besides.keys()])].map((id) => {
      const [feature, rule] = rules.get(id) ?? [];
      const lines = rule?.description ?? [];
      const source = lines.findIndex((line) => SOURCE_LINE.test(line));
      return [
        id,
        { feature, notes: source < 0 ? [] : lines.slice(source + 1), written: written(own.get(id) ?? []), besides: besides.get(id) ?? [] },
      ];
    }),
  );
}

/** How many scenarios each clause has, or whatever else a clause belongs to. */
export function scenarioCounts({ scenarios }: Plan, of: (clause: string) => string = (clause) => clause): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { clauses } of scenarios) for (const key of new Set(clauses.map(of))) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** The features whose first Rule is of the chapter. */
export function featuresOf(chapter: Chapter, { features }: Plan): readonly PlannedFeature[] {
  return features.filter(({ rules }) => (rules[0]?.name.split(' ')[0] ?? '').replace(/-\d+$/, '') === chapter.id);
}

/** The clauses that a text names by one of these words. */
export function clausesNaming(catalogue: Catalogue, names: readonly RegExp[]): readonly Clause[] {
  return catalogue.clauses.filter(({ text, title }) => names.some((name) => name.test(text) || name.test(title)));
}

function written(scenarios: readonly PlannedScenario[]): readonly WrittenScenario[] {
  const byDefinition = new Map<ScenarioDefinition, PlannedScenario[]>();
  for (const scenario of scenarios) {
    const same = byDefinition.get(scenario.definition);
    if (same === undefined) byDefinition.set(scenario.definition, [scenario]);
    else same.push(scenario);
  }
  return [...byDefinition].map(([definition, rows]) => ({ definition, scenarios: rows }));
}

function put(into: Map<string, PlannedScenario[]>, key: string, scenario: PlannedScenario): void {
  const list = into.get(key);
  if (list === undefined) into.set(key, [scenario]);
  else list.push(scenario);
}
