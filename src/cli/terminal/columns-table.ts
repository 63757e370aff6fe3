import { stripVTControlCharacters } from 'node:util';
import colours from 'picocolors';

const BETWEEN = '  ';
/** What is left of the widest text at least. */
const NARROWEST = 8;

/**
 * Columns without borders, two blanks between them; `right` are those whose cells end at one edge. Colours take no room.
 * In a terminal no wider than that, at the cost of the widest text.
 */
export function columnsTable(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const lines = fitted([head.map(colours.dim), ...rows], right);
  const widths = widthsOf(lines);
  const padded = (cell: string, column: number) => {
    const blanks = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
    return right.includes(column) ? blanks + cell : cell + blanks;
  };
  return lines.map((cells) => cells.map(padded).join(BETWEEN).trimEnd()).join('\n');
}

/** The lines with the cells of the widest column of texts cut, where the terminal is too narrow. */
function fitted(lines: readonly (readonly string[])[], right: readonly number[]): readonly (readonly string[])[] {
  const widths = widthsOf(lines);
  const whole = widths.reduce((sum, own) => sum + own + BETWEEN.length, -BETWEEN.length);
  const excess = whole - (process.stdout.columns ?? whole);
  if (excess <= 0) return lines;
  const texts = widths.map((own, column) => (right.includes(column) ? 0 : own));
  const widest = texts.indexOf(Math.max(...texts));
  const room = Math.max(NARROWEST, (widths[widest] ?? 0) - excess);
  return lines.map((cells) =>
    cells.map((cell, column) => (column === widest && width(cell) > room ? `${stripVTControlCharacters(cell).slice(0, room - 1)}…` : cell)),
  );
}

function widthsOf(lines: readonly (readonly string[])[]): number[] {
  return (lines[0] ?? []).map((_, column) => lines.reduce((widest, cells) => Math.max(widest, width(cells[column])), 0));
}

function width(cell = ''): number {
  return cell.includes('\u001b') ? stripVTControlCharacters(cell).length : cell.length;
}
