/**
 * Lets one operation at a time touch the machine, in the order in which they were asked for:
 * a guest that does not wait still sees its accesses take effect in program order.
 */
export class Turns {
  #unfinished = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** No operation is under way: one that needs no waiting may happen at once. */
  get idle(): boolean {
    return this.#unfinished === 0;
  }

  /** Runs `operation` when everything asked for earlier is over. */
  take<T>(operation: () => T | Promise<T>): Promise<T> {
    return this.hold(this.idle ? startNow(operation) : this.#last.then(operation));
  }

  /** Keeps later operations waiting for one that has begun already. */
  hold<T>(running: Promise<T>): Promise<T> {
    this.#unfinished += 1;
    const counted = this.#finish(running);
    this.#last = counted.then(nothing, nothing);
    return counted;
  }

  /** Resolves when no operation is under way. */
  async over(): Promise<void> {
    while (!this.idle) await this.#last;
  }

  async #finish<T>(running: Promise<T>): Promise<T> {
    try {
      return await running;
    } finally {
      this.#unfinished -= 1;
    }
  }
}

async function startNow<T>(operation: () => T | Promise<T>): Promise<T> {
  return operation();
}

function nothing(): void {}
