/**
 * Arithmetic on queue indices: LOG2SIZE index bits and one wrap bit above them (CQ-02).
 * Higher bits of the values that come in are ignored (CQ-10).
 */
export class QueueIndex {
  readonly #entryMask: number;
  readonly #mask: number;

  constructor(log2size: number) {
    this.#entryMask = 2 ** log2size - 1;
    this.#mask = 2 ** (log2size + 1) - 1;
  }

  /** Number of the entry that an index names. */
  entry(index: number): number {
    return index & this.#entryMask;
  }

  /** The index after this one (CQ-04). */
  next(index: number): number {
    return (index + 1) & this.#mask;
  }

  /** Tells whether a queue with these indices is empty (CQ-03). */
  isEmpty(read: number, write: number): boolean {
    return ((read ^ write) & this.#mask) === 0;
  }
}
