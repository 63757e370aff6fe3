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
 * The shard's part of a selection: every `count`-th scenario, so that the parts are alike in size and kind.
 * Clauses without scenarios are in the first part.
 */
export function shardOf(selection: Selection, { index, count }: Shard): Selection {
  const scenarios = selection.scenarios.filter((_, position) => position % count === index - 1);
  const here = new Set(scenarios.flatMap((scenario) => scenario.clauses));
  const anywhere = new Set(selection.scenarios.flatMap((scenario) => scenario.clauses));
  const clauses = selection.clauses.filter(({ id }) => here.has(id) || (index === 1 && !anywhere.has(id)));
  return { ...selection, clauses, scenarios };
}
