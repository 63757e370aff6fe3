import { messageOf } from '../message-of';
import type { LayerRevisions } from '../ports';
import type { Catalogue, Clause, Layer, Level } from './clauses/catalogue';
import { type Criteria, LEVELS } from './criteria';
import { idPattern } from './id-pattern';
import { scenarioIdOf } from './monitored';
import { type Plan, type PlannedScenario, SCENARIO_LAYERS } from './plan';
import { type JudgingRevisions, judgingRevisions, layerRevisions, specOf } from './revisions';
import { unknownName } from './unknown-name';
import { WrongUse } from './wrong-use';

/** The clauses and scenarios chosen, in the order of the catalogue and of the features. */
export interface Selection {
  /** The revision of each layer that the choice was made for. */
  readonly revisions: JudgingRevisions;
  /** Their IDs, as `--spec` takes them. */
  readonly spec: string;
  /** Layers that were asked for by name; absent where none was. */
  readonly layers?: readonly Layer[];
  readonly clauses: readonly Clause[];
  readonly scenarios: readonly PlannedScenario[];
  /** All clauses that the implementation is held to by ID, chosen or not: every log is judged by them. */
  readonly binding: ReadonlyMap<string, Clause>;
}

/**
 * Chooses; throws {@link WrongUse} for names that nothing has. A choice of nothing is no error. `implemented` are the revisions that the
 * implementation says it implements.
 */
export function select(plan: Plan, catalogue: Catalogue, criteria: Criteria = {}, implemented: LayerRevisions = {}): Selection {
  const revisions = judgingRevisions(catalogue.revisions, criteria.spec, implemented);
  const ids = Object.values(layerRevisions(revisions));
  const layers = criteria.layers?.map(knownLayer);
  const levels = levelsDownTo(criteria.level);
  const tags = criteria.tags === undefined ? undefined : tagFilter(criteria.tags);
  const patterns = criteria.clauses?.map((written) => clausePattern(written, plan, catalogue));

  const named = (id: string) => patterns === undefined || patterns.some((matches) => matches(id));
  const held = new Set<string>();
  const eligible = new Map<string, Clause>();
  for (const clause of catalogue.clauses) {
    if (!catalogue.holdsAt(clause, ids)) continue;
    held.add(clause.id);
    if (levels.includes(clause.level)) eligible.set(clause.id, clause);
  }

  const covered = new Set<string>();
  const chosen = new Set<string>();
  const scenarios = plan.scenarios.filter((scenario) => {
    for (const id of scenario.clauses) covered.add(id);
    if (!held.has(scenario.clauses[0] ?? '')) return false;
    if (layers !== undefined && !layers.includes(scenario.layer)) return false;
    if (tags !== undefined && !tags(scenario.tags)) return false;
    const byName = named(scenario.id);
    let counts = false;
    for (const id of scenario.clauses) {
      if (!eligible.has(id) || !(byName || named(id))) continue;
      chosen.add(id);
      counts = true;
    }
    return counts;
  });

  // A clause without any scenario is shown as such, unless the choice was about scenarios.
  const clauses = [...eligible.values()].filter((clause) => {
    if (chosen.has(clause.id)) return true;
    return !covered.has(clause.id) && tags === undefined && named(clause.id) && (layers === undefined || layers.includes(clause.layer));
  });
  const told = { revisions, spec: specOf(revisions), ...(layers === undefined ? {} : { layers }) };
  return { ...told, clauses, scenarios, binding: eligible };
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
    const { parse } = require('@cucumber/tag-expressions') as typeof import('@cucumber/tag-expressions');
    const node = parse(expression);
    return (tags) => node.evaluate([...tags]);
  } catch (error) {
    const detail = messageOf(error);
    throw new WrongUse(`malformed tag expression "${expression}": ${detail.split('\n').at(-1)}`);
  }
}

function clausePattern(written: string, plan: Plan, catalogue: Catalogue): (id: string) => boolean {
  const matches = idPattern(scenarioIdOf(written));
  const clauseIds = catalogue.clauses.map((clause) => clause.id);
  if (clauseIds.some(matches)) return matches;
  const scenarioIds = plan.scenarios.map((scenario) => scenario.id);
  if (scenarioIds.some(matches)) return matches;
  throw unknownName(written, clauseIds, scenarioIds);
}
