import type { Operation } from '../../machine/log';

/** How many of the last operations are kept: more than ever happen within one. */
const KEPT = 8192;

/** The last operations of a log, by position. */
export class RecentOperations {
  readonly #operations: (Operation | undefined)[] = new Array<Operation | undefined>(KEPT);

  /** Takes the next one. */
  keep(operation: Operation): void {
    this.#operations[operation.n % KEPT] = operation;
  }

  /** The operation at a position; nothing if it is long ago. */
  readonly at = (n: number): Operation | undefined => {
    const found = this.#operations[n % KEPT];
    return found?.n === n ? found : undefined;
  };
}
