import type { Mutant, Position } from './stryker-report';

/** A mutant in terms that outlive moved lines; the same change of two equal lines of a file counts as one. */
export interface MutantText {
  /** Path below `reference/`. */
  readonly file: string;
  /** The line on which the change begins, trimmed. */
  readonly line: string;
  /** What stood there, on one line and cut short. */
  readonly original: string;
  /** What stands there instead, likewise. */
  readonly replacement: string;
}

const MOST = 80;

/** Describes a mutant of `file`, whose text is `source`. */
export function mutantText(file: string, source: string, { location, replacement = '' }: Mutant): MutantText {
  const lines = source.split('\n');
  return {
    file: file.replace(/^reference\//, ''),
    line: (lines[location.start.line - 1] ?? '').trim(),
    original: short(between(lines, location.start, location.end)),
    replacement: short(replacement),
  };
}

function between(lines: readonly string[], start: Position, end: Position): string {
  const taken = lines.slice(start.line - 1, end.line);
  taken[taken.length - 1] = (taken.at(-1) ?? '').slice(0, end.column - 1);
  taken[0] = (taken[0] ?? '').slice(start.column - 1);
  return taken.join('\n');
}

/** On one line and cut short. */
export function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line;
}
