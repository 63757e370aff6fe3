import type { Operation, Phase, PortEvent } from './operation';

/** Everything that crossed a port during one scenario, in the order in which it began. */
export class OperationLog {
  readonly #operations: Operation[] = [];
  readonly #open: number[] = [];
  /** The part of the scenario that new operations belong to. */
  phase: Phase = 'arrange';

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** Position of the next operation; pass it to {@link since}. */
  get length(): number {
    return this.#operations.length;
  }

  /** Operations from position `mark` on. */
  since(mark: number): readonly Operation[] {
    return this.#operations.slice(mark);
  }

  /** Records an event that has no duration. */
  note(crossing: PortEvent): void {
    this.#push(crossing);
  }

  /** Records an event and what it causes until `run` ends. */
  async during<T>(crossing: PortEvent, run: () => Promise<T>): Promise<T> {
    const n = this.#push(crossing);
    this.#open.push(n);
    try {
      return await run();
    } finally {
      this.#open.splice(this.#open.lastIndexOf(n), 1);
    }
  }

  #push(crossing: PortEvent): number {
    const n = this.#operations.length;
    const within = this.#open.at(-1);
    const place = within === undefined ? { n, phase: this.phase } : { n, phase: this.phase, within };
    this.#operations.push({ ...crossing, ...place });
    return n;
  }
}
