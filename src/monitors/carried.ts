import type { Copyable } from './kept';

/**
 * Things by name, of which those of a log that this one goes on from are copied when they are first asked for: most logs go on with
 * few of them.
 */
export class Carried<T extends Copyable<T>> {
  readonly #own = new Map<string, T>();
  #before: Carried<T> | undefined;

  /** What another log goes on with; nothing may be changed here any more. */
  goOn(): Carried<T> {
    const next = new Carried<T>();
    next.#before = this;
    return next;
  }

  get(name: string): T | undefined {
    const own = this.#own.get(name);
    if (own !== undefined || this.#before === undefined) return own;
    const copy = this.#before.#find(name)?.copy();
    if (copy !== undefined) this.#own.set(name, copy);
    return copy;
  }

  add(name: string, thing: T): T {
    this.#own.set(name, thing);
    return thing;
  }

  /** All of them. */
  get all(): ReadonlyMap<string, T> {
    this.#copyAll();
    return this.#own;
  }

  delete(name: string): void {
    this.#copyAll();
    this.#own.delete(name);
  }

  #copyAll(): void {
    for (const name of this.#names()) this.get(name);
    this.#before = undefined;
  }

  #find(name: string): T | undefined {
    const own = this.#own.get(name);
    return own !== undefined || this.#before === undefined ? own : this.#before.#find(name);
  }

  *#names(): Iterable<string> {
    yield* this.#own.keys();
    if (this.#before !== undefined) yield* this.#before.#names();
  }
}
