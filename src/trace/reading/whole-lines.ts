import type { NarratedLine } from './narrated-line';
import { isTornWords } from './whole-words';

/** What a file is filled with where something was not written out. */
const NUL = '\0';

/** Tells lines in words that are whole from those that a hole has torn, or that are cut at a width. */
export class WholeLines {
  /** The longest that was whole. */
  #longest = 0;
  /** Where lines are cut, if they are. */
  #width = Number.POSITIVE_INFINITY;

  /** Whether nothing of a line is missing, and nothing else is joined to it; `told` is what it tells of. */
  sees(text: string, told: NarratedLine | undefined): boolean {
    if (text.includes(NUL)) return false;
    if (told === undefined || told.foreign) return !isTornWords(text);
    if (told.damaged) {
      if (text.length >= this.#longest) this.#width = text.length;
      return false;
    }
    this.#longest = Math.max(this.#longest, text.length);
    if (text.length > this.#width) this.#width = Number.POSITIVE_INFINITY;
    // A number that ends there may have gone on; a blank there may have been taken away since.
    return text.length < this.#width - 1;
  }
}
