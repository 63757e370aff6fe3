import type { Failure } from '../run/outcome';
import { cut, type Limits } from './brief';

/** What one step did, with what is told of it. */
export interface ToldOperations {
  /** The step with its keyword; none where it is not known who did them. */
  readonly step?: string;
  /** How many there are. */
  readonly count: number;
  /** Place of the first of `lines` among all operations of the scenario, from 1. */
  readonly from: number;
  /** The last ones, oldest first. */
  readonly lines: readonly string[];
}

/**
 * What helps most comes first: the end of what the last step did that did anything. Of the steps before it those are told that
 * there is room for; of the others, the boot most often, no more than how much they did.
 */
export function toldOperations(
  { operations, sections }: Pick<Failure, 'operations' | 'sections'>,
  { operations: most, width }: Pick<Limits, 'operations' | 'width'>,
): readonly ToldOperations[] {
  const parts = sections === undefined || sections.length === 0 ? [{ from: 0, count: operations.length }] : sections;
  let left = most;
  return [...parts].reverse().map((part, place) => {
    const all = operations.slice(part.from, part.from + part.count);
    const lines = left === 0 || (place > 0 && part.count > left) ? [] : all.slice(-left).map((line) => cut(line, width));
    left -= lines.length;
    return { ...part, lines, from: part.from + part.count - lines.length + 1 };
  });
}
