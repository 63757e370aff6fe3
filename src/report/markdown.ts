import type { RunVerdict } from '../run/outcome';

/** Signs that stand out on the page of a CI job. */
export const EMOJI: Readonly<Record<RunVerdict, string>> = {
  conformant: '✅',
  asExpected: '🟦',
  notConformant: '❌',
  couldNotRun: '⚠️',
  incomplete: '⚠️',
};

/** The text as one line that a table, a heading or a `summary` element can hold. */
export function inline(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_|[\]]/g, '\\$&')
    .replaceAll(/\s*\r?\n\s*/g, ' ');
}

/** The text as inline HTML, where Markdown is not read. */
export function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/\s*\r?\n\s*/g, ' ');
}

/** A block of code that holds the text whatever it is. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
