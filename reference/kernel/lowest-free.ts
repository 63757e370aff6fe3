/** Hands out the lowest free number from `first` to `last`. */
export class LowestFree {
  readonly #last: number;
  readonly #taken = new Set<number>();
  /** No number below this one is free. */
  #candidate: number;

  constructor(first: number, last: number) {
    this.#last = last;
    this.#candidate = first;
  }

  /** Takes the lowest free number; `undefined` if there is none. */
  take(): number | undefined {
    while (this.#taken.has(this.#candidate)) this.#candidate++;
    if (this.#candidate > this.#last) return undefined;
    this.#taken.add(this.#candidate);
    return this.#candidate;
  }

  /** Frees a number that was taken. */
  give(number: number): void {
    if (!this.#taken.delete(number)) throw new RangeError(`${number} is not taken`);
    this.#candidate = Math.min(this.#candidate, number);
  }
}
