import type { ProgramOp } from '../program';

/** Sentences of a scenario, each with its table; none where the operation needs no words, `undefined` where there is no sentence for it. */
export type Sentences = readonly string[] | undefined;

/** The steps of one scenario as they come: what cannot be said stays as a comment. */
export interface Telling {
  /** Sentences before the first operation. */
  readonly setting: readonly string[];
  /** Sentences of an operation that is over; `n` is its position. */
  act(op: ProgramOp, n: number): Sentences;
  /** Sentences that say what the reference shows after the operation at `n`, as far as a difference in these facts would show. */
  seen(n: number, facts: readonly string[]): readonly string[];
}

/** Rows below a sentence that ends in a colon. */
export function withTable(sentence: string, rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  const lines = rows.map((row) => `  | ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`);
  return [sentence, ...lines].join('\n');
}

/** A number as scenarios write it. */
export function number(value: bigint | number): string {
  return value === 0n || value === 0 ? '0' : `0x${value.toString(16)}`;
}

/** A small number as `{times}` has it. */
export function times(count: number): string | undefined {
  return ['no', 'one', 'two', 'three', 'four'][count];
}
