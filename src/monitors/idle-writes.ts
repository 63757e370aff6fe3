import type { Register, RegisterMap } from '../tables/registers';

const WORD_BYTES = 4;
/** No mask of one bit, of all, or of none. */
const NOT_LOOKED_AT = -2;

/**
 * Writes that nobody has to be told of when they leave off what is off, in the Config page of a block. A boot does hundreds, so
 * they are told by their offset alone.
 */
export class IdleWrites {
  readonly #map: RegisterMap;
  readonly #isAsked: (register: Register) => boolean;
  /** By word: the bits of which one has to be set for the register to be on; none where each write is asked for. */
  readonly #switches: Int32Array;

  /** `isAsked` says of which registers somebody asks for each write; `words` is how many the page has. */
  constructor(map: RegisterMap, words: number, isAsked: (register: Register) => boolean) {
    this.#map = map;
    this.#isAsked = isAsked;
    this.#switches = new Int32Array(words).fill(NOT_LOOKED_AT);
  }

  /** Whether a word that held `before` and is written `after` is off in both, and nobody asks. */
  covers(word: number, before: number, after: number): boolean {
    let on = this.#switches[word];
    if (on === NOT_LOOKED_AT) {
      on = this.#switchAt(word);
      this.#switches[word] = on;
    }
    return on !== undefined && on !== 0 && ((before | after) & on) === 0;
  }

  #switchAt(word: number): number {
    const register = this.#map.at(word * WORD_BYTES, WORD_BYTES);
    return register === undefined || this.#isAsked(register) ? 0 : switchOf(register);
  }
}

/** The bit that sets a register to work, ENABLE or ALLOC; all bits of one without. */
function switchOf({ fields }: Register): number {
  const on = fields.find(({ name }) => name === 'ENABLE' || name === 'ALLOC');
  return on === undefined ? -1 : 1 << on.low;
}
