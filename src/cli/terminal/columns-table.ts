import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import colours from 'picocolors';

/** Columns without borders, two blanks between them; in a terminal no wider than that, at the cost of the widest text. */
export function columnsTable(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const table = new Table({
    head: head.map(colours.dim),
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
  });
  table.push(...fitted(head, rows, right));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const GAP = 2;
const NARROWEST = 8;

/** The rows with the texts of the widest column cut, so that a line fits the terminal, where there is one. */
function fitted(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[]): string[][] {
  const available = process.stdout.columns;
  const widths = head.map((title, column) => Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map(shownLength)));
  const excess = available === undefined ? 0 : widths.reduce((sum, width) => sum + width + GAP, -GAP) - available;
  const texts = widths.map((width, column) => (right.includes(column) ? 0 : width));
  const widest = texts.indexOf(Math.max(...texts));
  const room = Math.max(NARROWEST, (widths[widest] ?? 0) - excess);
  return rows.map((row) =>
    row.map((cell, column) => (excess > 0 && column === widest && cell.length > room ? `${cell.slice(0, room - 1)}…` : cell)),
  );
}

/** Without what colours it. */
function shownLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
