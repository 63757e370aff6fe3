import type { Need } from './needs';

/** One sentence of the vocabulary that scenarios are written with. */
export interface Sentence {
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
