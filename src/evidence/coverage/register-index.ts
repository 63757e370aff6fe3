import type { RegisterWidth } from '../../ports';
import type { Register, RegisterMap } from '../../tables/registers';

/** Nothing was looked up at a word yet, or nothing was made for what stands there. */
const UNKNOWN = 0;
const NOTHING = 0xffff;

/** What a probe keeps for the registers of one map, found by offset as fast as a large block needs it. */
export class RegisterIndex<T> {
  /** For each word the position in `#made`, plus 1, or one of the above. */
  readonly #words: Uint16Array;
  readonly #made: T[] = [];
  /** 8-byte accesses are few. */
  readonly #wide = new Map<number, T | undefined>();
  readonly #map: RegisterMap;
  readonly #make: (register: Register, width: RegisterWidth) => T | undefined;

  constructor(map: RegisterMap, make: (register: Register, width: RegisterWidth) => T | undefined) {
    this.#map = map;
    this.#make = make;
    const end = map.registers.reduce((last, { offset, size }) => Math.max(last, offset + size), 0);
    this.#words = new Uint16Array(end / 4);
  }

  /** What was made for the register that an access reaches. */
  at(offset: number, width: RegisterWidth): T | undefined {
    if (width === 8) return this.#wideAt(offset);
    const known = offset % 4 === 0 ? this.#words[offset >>> 2] : NOTHING;
    if (known === NOTHING || known === undefined) return undefined;
    return known === UNKNOWN ? this.#lookUp(offset) : this.#made[known - 1];
  }

  #lookUp(offset: number): T | undefined {
    const found = this.#makeAt(offset, 4);
    this.#words[offset >>> 2] = found === undefined ? NOTHING : this.#made.push(found);
    return found;
  }

  #wideAt(offset: number): T | undefined {
    const known = this.#wide.get(offset);
    if (known !== undefined || this.#wide.has(offset)) return known;
    const found = this.#makeAt(offset, 8);
    this.#wide.set(offset, found);
    return found;
  }

  #makeAt(offset: number, width: RegisterWidth): T | undefined {
    const register = this.#map.at(offset, width);
    return register === undefined ? undefined : this.#make(register, width);
  }
}
