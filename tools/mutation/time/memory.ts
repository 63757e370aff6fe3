import { MEMORY } from './change';

/** What a mutant remembers: by object, or for all objects where the owner is `null`. Forgotten before each scenario. */
type Owner = object | null;

const EVERYBODY = {};

/** What the code of mutants calls. One mutant runs at a time, so that there is one memory. */
export class Memory {
  #counts = new WeakMap<object, number>();
  #ended = new WeakSet<object>();
  #kept = new Map<unknown, unknown>();
  #stuck: { readonly value: unknown } | undefined;
  #refused = new WeakSet<object>();
  #active = false;
  /** How often each numbered place was reached, while coverage is taken. */
  hits = new Uint16Array(0);

  /** Begins a scenario. */
  forget(): void {
    this.#counts = new WeakMap();
    this.#ended = new WeakSet();
    this.#kept = new Map();
    this.#stuck = undefined;
    this.#refused = new WeakSet();
  }

  /** Whether the mutant has ever done anything else than the original since this was asked last. */
  takeActive(): boolean {
    const active = this.#active;
    this.#active = false;
    return active;
  }

  /** Whether this is the first time. */
  first(owner: Owner): boolean {
    return this.#noted(this.#count(owner) === 1);
  }

  /** Whether this is the first, the third, the fifth … time. */
  odd(owner: Owner): boolean {
    return this.#noted(this.#count(owner) % 2 === 1);
  }

  /** Notes that the owner was reset. */
  end(owner: Owner): void {
    this.#ended.add(owner ?? EVERYBODY);
  }

  /** Whether the owner was never reset. */
  fresh(owner: Owner): boolean {
    return this.#noted(!this.#ended.has(owner ?? EVERYBODY));
  }

  /** The result that the computation gave first, for the owner and the values. */
  kept<T>(owner: Owner, values: readonly unknown[], compute: () => T): T {
    let known = this.#kept;
    for (const part of [owner, ...values]) {
      let next = known.get(part);
      if (!(next instanceof Map)) {
        next = new Map();
        known.set(part, next);
      }
      known = next as Map<unknown, unknown>;
    }
    if (!known.has(Memory)) known.set(Memory, compute());
    else this.#active = true;
    return known.get(Memory) as T;
  }

  /** The value that came first, in place of every later one. */
  stuck<T>(value: T): T {
    this.#stuck ??= { value };
    this.#noted(Object.is(this.#stuck.value, value));
    return this.#stuck.value as T;
  }

  /** The condition, but once it was true it is false. */
  once(owner: Owner, condition: boolean): boolean {
    if (!condition) return false;
    return this.first(owner);
  }

  /** The condition, but once it was true it stays so. */
  always(owner: Owner, condition: boolean): boolean {
    const key = owner ?? EVERYBODY;
    if (condition) this.#refused.add(key);
    return this.#noted(condition || !this.#refused.has(key)) ? condition : true;
  }

  /** A list without its last element. */
  butLast<T>(list: Iterable<T>): T[] {
    const all = [...list];
    this.#noted(all.length === 0);
    return all.slice(0, -1);
  }

  /** A list without its first element. */
  butFirst<T>(list: Iterable<T>): T[] {
    const all = [...list];
    this.#noted(all.length === 0);
    return all.slice(1);
  }

  /** The first element of a list alone. */
  onlyFirst<T>(list: Iterable<T>): T[] {
    const all = [...list];
    this.#noted(all.length < 2);
    return all.slice(0, 1);
  }

  /** One less. */
  less<T extends bigint | number>(bound: T): bigint | number {
    this.#active = true;
    return typeof bound === 'bigint' ? bound - 1n : bound - 1;
  }

  /** `map.set` or `set.add`, but only what is not there yet. */
  setIfAbsent(into: { has?(key: unknown): boolean; set(key: unknown, value: unknown): unknown }, key: unknown, value: unknown): void {
    if (into instanceof Map && into.has(key)) this.#active = true;
    else into.set(key, value);
  }

  /** A copy as it is now; of what has an identity, the thing itself. */
  copy<T>(value: T): T {
    const copied = copyOf(value);
    this.#noted(Object.is(copied, value));
    return copied as T;
  }

  /** Notes that the mutant did what the original would not have done. */
  act(): true {
    this.#active = true;
    return true;
  }

  /** A place was reached. */
  hit(place: number): void {
    const count = this.hits[place] ?? 0;
    if (count < 0xffff) this.hits[place] = count + 1;
  }

  #count(owner: Owner): number {
    const key = owner ?? EVERYBODY;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }

  /** Notes whether the mutant does as the original. */
  #noted(same: boolean): boolean {
    if (!same) this.#active = true;
    return same;
  }
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...value];
  if (value instanceof Map) return new Map(value);
  if (value instanceof Set) return new Set(value);
  if (value instanceof Uint8Array || value instanceof Uint32Array) return value.slice();
  return value;
}

/** The memory of this process, where the code of mutants finds it. */
export const memory = new Memory();
Reflect.set(globalThis, MEMORY, memory);
