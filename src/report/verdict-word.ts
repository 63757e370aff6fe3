import { ABSENT } from './comparison';
import { VERDICT_WORDS } from './words';

const WORDS: Readonly<Record<string, string>> = VERDICT_WORDS;

/** A verdict as people read it, and what a report says of a clause that it lacks. */
export function verdictWord(verdict: string | undefined): string {
  return verdict === undefined ? ABSENT : (WORDS[verdict] ?? verdict);
}
