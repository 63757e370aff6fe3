import { stripVTControlCharacters } from 'node:util';
import colours from 'picocolors';

const BETWEEN = '  ';

/** Columns without borders, two blanks between them; `right` are those whose cells end at one edge. Colours take no room. */
export function columnsTable(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const lines = [head.map(colours.dim), ...rows];
  const widths = head.map((_, column) => lines.reduce((widest, cells) => Math.max(widest, width(cells[column])), 0));
  const padded = (cell: string, column: number) => {
    const blanks = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
    return right.includes(column) ? blanks + cell : cell + blanks;
  };
  return lines.map((cells) => cells.map(padded).join(BETWEEN).trimEnd()).join('\n');
}

function width(cell = ''): number {
  return cell.includes('\u001b') ? stripVTControlCharacters(cell).length : cell.length;
}
