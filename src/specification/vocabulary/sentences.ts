import type { Need } from './needs';

/**
 * What a sentence says: a state, an act, or what is seen. A Given takes all of them, for it tells what went before and
 * what has come of it; a When takes acts alone, and a Then what is seen.
 */
export type Role = 'Given' | 'When' | 'Then';

/** One sentence of the vocabulary that scenarios are written with. */
export interface Sentence {
  readonly role: Role;
  /** Cucumber expression. */
  readonly pattern: string;
  readonly needs: readonly Need[];
}

const sentences = new Map<string, Sentence>();

/** Adds a sentence; step definitions do so when they are loaded. */
export function addSentence(sentence: Sentence): void {
  sentences.set(sentence.pattern, sentence);
}

/** Every sentence that a scenario can be written with. */
export function vocabulary(): readonly Sentence[] {
  return [...sentences.values()];
}

/** What a sentence needs; nothing for one that the vocabulary lacks. */
export function needsOf(pattern: string): readonly Need[] {
  return sentences.get(pattern)?.needs ?? [];
}
