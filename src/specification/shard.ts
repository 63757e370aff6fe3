import type { PlannedScenario } from './plan';
import type { Selection } from './selection';
import { WrongUse } from './wrong-use';

/** One of several parts of a run. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** Reads `2/5`; throws {@link WrongUse}. */
export function parseShard(written: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(written);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count) throw new WrongUse(`"${written}" is no shard: write 1/3, 2/3 and 3/3 for three parts`);
  return { index, count };
}

/**
 * The shard's part of a selection: whole clauses, so that each can be judged; the next largest goes where there is least.
 * Clauses without scenarios are in the first part.
 */
export function shardOf(selection: Selection, { index, count }: Shard): Selection {
  const groups = new Map<string, PlannedScenario[]>();
  for (const scenario of selection.scenarios) {
    const [primary = ''] = scenario.clauses;
    const group = groups.get(primary);
    if (group === undefined) groups.set(primary, [scenario]);
    else group.push(scenario);
  }
  const loads = Array.from({ length: count }, () => 0);
  const mine = new Set<PlannedScenario>();
  for (const group of [...groups.values()].sort((a, b) => b.length - a.length)) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] = (loads[lightest] ?? 0) + group.length;
    if (lightest === index - 1) for (const scenario of group) mine.add(scenario);
  }
  const scenarios = selection.scenarios.filter((scenario) => mine.has(scenario));
  const here = new Set(scenarios.flatMap((scenario) => scenario.clauses));
  const anywhere = new Set(selection.scenarios.flatMap((scenario) => scenario.clauses));
  const clauses = selection.clauses.filter(({ id }) => here.has(id) || (index === 1 && !anywhere.has(id)));
  return { ...selection, clauses, scenarios };
}
