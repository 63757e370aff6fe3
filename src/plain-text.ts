import { stripVTControlCharacters } from 'node:util';

/** Characters that change how others are shown or are not shown themselves: control, direction, zero width, tags; lone surrogates. */
const UNSEEN = /[^\P{C}\n\t]|[\u2028\u2029]/gu;
/** Escape sequences make a text longer than what is left of it; what is cut off before they go is at most this many times the limit. */
const ALLOWANCE = 4;

/** Characters that are kept of a reason, or of what an implementation wrote. */
export const WORDS = 8_000;

/**
 * Text from an implementation, made text and nothing else: no escape sequences, no characters that act or hide, at most `limit`
 * characters and a word on how many there were. Keeps line ends and tabs. Everything that comes from outside passes here before
 * it is shown or written.
 */
export function plainText(text: string, limit: number): string {
  const seen = stripVTControlCharacters(text.slice(0, limit * ALLOWANCE))
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(UNSEEN, '\ufffd');
  if (seen.length <= limit && text.length <= limit * ALLOWANCE) return seen;
  return `${firstCharacters(seen, limit)}… (${text.length} characters)`;
}

/** The same on one line, without blanks around it; for names. A text with nothing in it is told as that. */
export function plainLine(text: string, limit: number): string {
  const line = plainText(text, limit).replaceAll(/\s+/g, ' ').trim();
  return line === '' ? '(empty)' : line;
}

/** The last `limit` lines, each of at most `width` characters, and a line that says how many are left out. */
export function plainLines(lines: readonly string[], limit: number, width: number): readonly string[] {
  const left = lines.length - limit;
  const last = (left > 0 ? lines.slice(left) : lines).map((line) => plainText(line, width));
  return [...leftOut(left), ...last];
}

/** What stands in the place of so many lines; nothing for none. */
export function leftOut(lines: number): readonly string[] {
  return lines > 0 ? [`(${lines} more lines left out)`] : [];
}

/** At most `limit` characters, and no half of a surrogate pair at the end. */
export function firstCharacters(text: string, limit: number): string {
  return text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
}
