import { parse as parseTags } from '@cucumber/tag-expressions';
import picomatch from 'picomatch';
import { messageOf } from '../message-of';
import type { Catalogue, Clause, Layer, Level } from './clauses/catalogue';
import { suggestion } from './nearest';
import { type Plan, type PlannedScenario, SCENARIO_LAYERS } from './plan';
import { WrongUse } from './wrong-use';

/** The least binding level to include: `should` takes MUST and SHOULD. */
export const LEVELS = ['must', 'should', 'may'] as const satisfies readonly Lowercase<Level>[];

/** What to choose out of the suite; all of it unless said otherwise. Values are checked by {@link select}. */
export interface Criteria {
  readonly layers?: readonly string[];
  /** Clause IDs, scenario IDs, or globs of either. */
  readonly clauses?: readonly string[];
  /** One of {@link LEVELS}. */
  readonly level?: string;
  /** ID of a revision; the newest by default. */
  readonly spec?: string;
  /** A cucumber tag expression. */
  readonly tags?: string;
}

/** The clauses and scenarios chosen, in the order of the catalogue and of the features. */
export interface Selection {
  /** ID of the revision that the choice was made for. */
  readonly spec: string;
  /** Layers that were asked for by name; absent where none was. */
  readonly layers?: readonly Layer[];
  readonly clauses: readonly Clause[];
  readonly scenarios: readonly PlannedScenario[];
}

/** Chooses; throws {@link WrongUse} for names that nothing has. A choice of nothing is no error. */
export function select(plan: Plan, catalogue: Catalogue, criteria: Criteria = {}): Selection {
  const spec = knownSpec(catalogue, criteria.spec);
  const layers = criteria.layers?.map(knownLayer);
  const levels = levelsDownTo(criteria.level);
  const tags = criteria.tags === undefined ? undefined : tagFilter(criteria.tags);
  const patterns = criteria.clauses?.map((written) => clausePattern(written, plan, catalogue));

  const holds = (clause: Clause) => catalogue.holdsAt(clause, spec);
  const named = (id: string) => patterns === undefined || patterns.some((matches) => matches(id));
  const eligible = new Map(
    catalogue.clauses.filter((clause) => holds(clause) && levels.includes(clause.level)).map((clause) => [clause.id, clause]),
  );

  const chosen = new Set<string>();
  const scenarios = plan.scenarios.filter((scenario) => {
    const primary = catalogue.clause(scenario.clauses[0] ?? '');
    if (primary === undefined || !holds(primary)) return false;
    if (layers !== undefined && !layers.includes(scenario.layer)) return false;
    if (tags !== undefined && !tags(scenario.tags)) return false;
    const byName = named(scenario.id);
    const counted = scenario.clauses.filter((id) => eligible.has(id) && (byName || named(id)));
    for (const id of counted) chosen.add(id);
    return counted.length > 0;
  });

  // A clause without any scenario is shown as such, unless the choice was about scenarios.
  const covered = new Set(plan.scenarios.flatMap((scenario) => scenario.clauses));
  const clauses = [...eligible.values()].filter((clause) => {
    if (chosen.has(clause.id)) return true;
    return !covered.has(clause.id) && tags === undefined && named(clause.id) && (layers === undefined || layers.includes(clause.layer));
  });
  return { spec, ...(layers === undefined ? {} : { layers }), clauses, scenarios };
}

function knownSpec(catalogue: Catalogue, written: string | undefined): string {
  const revisions = catalogue.revisions.map((revision) => revision.id);
  const spec = written ?? revisions.at(-1);
  if (spec !== undefined && revisions.includes(spec)) return spec;
  throw new WrongUse(`no revision "${spec}". Revisions are ${revisions.join(', ')}.${suggestion(spec ?? '', revisions)}`);
}

function knownLayer(written: string): Layer {
  const layer = SCENARIO_LAYERS.find((name) => name === written.toLowerCase());
  if (layer === undefined) throw new WrongUse(`no layer "${written}". Layers are ${SCENARIO_LAYERS.join(', ')}.`);
  return layer;
}

function levelsDownTo(written = 'may'): readonly Level[] {
  const known: readonly string[] = LEVELS;
  const last = known.indexOf(written.toLowerCase());
  if (last < 0) throw new WrongUse(`no level "${written}". Levels are ${LEVELS.join(', ')}.`);
  const binding: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];
  return binding.slice(0, last + 1);
}

function tagFilter(expression: string): (tags: readonly string[]) => boolean {
  try {
    const node = parseTags(expression);
    return (tags) => node.evaluate([...tags]);
  } catch (error) {
    const detail = messageOf(error);
    throw new WrongUse(`malformed tag expression "${expression}": ${detail.split('\n').at(-1)}`);
  }
}

function clausePattern(written: string, plan: Plan, catalogue: Catalogue): (id: string) => boolean {
  const matches = picomatch(written, { nocase: true });
  const clauseIds = catalogue.clauses.map((clause) => clause.id);
  const scenarioIds = plan.scenarios.map((scenario) => scenario.id);
  if (clauseIds.some((id) => matches(id)) || scenarioIds.some((id) => matches(id))) return (id) => matches(id);
  const known = written.includes('/') ? scenarioIds : clauseIds;
  const what = written.includes('/') ? 'scenario' : 'clause';
  throw new WrongUse(`no ${what} "${written}".${suggestion(written, known)} \`cmdqv-conformance list\` names them all.`);
}
