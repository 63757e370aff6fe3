/** Words that are copied together; a power of two. */
const CHUNK = 256;
const SHIFT = Math.log2(CHUNK);
const UNWRITTEN = new Uint32Array(CHUNK);

/** 32-bit words, 0 until they are written. Copies share what neither has written since. */
export class Words {
  readonly length: number;
  readonly #chunks: Uint32Array[];
  /** Of those, by place, the ones that nobody else has. */
  readonly #own: boolean[];

  constructor(length: number, before?: Words) {
    const chunks = Math.ceil(length / CHUNK);
    this.length = length;
    this.#chunks = before === undefined ? new Array<Uint32Array>(chunks).fill(UNWRITTEN) : [...before.#chunks];
    this.#own = new Array<boolean>(chunks).fill(false);
    if (before !== undefined) before.#own.fill(false);
  }

  /** Nothing outside of them. */
  get(at: number): number | undefined {
    return at < this.length ? this.#chunks[at >> SHIFT]?.[at & (CHUNK - 1)] : undefined;
  }

  set(at: number, value: number): void {
    const place = at >> SHIFT;
    let chunk = this.#chunks[place];
    if (chunk === undefined) throw new RangeError(`there is no word ${at}`);
    if (this.#own[place] !== true) {
      chunk = chunk.slice();
      this.#chunks[place] = chunk;
      this.#own[place] = true;
    }
    chunk[at & (CHUNK - 1)] = value;
  }

  copy(): Words {
    return new Words(this.length, this);
  }
}
