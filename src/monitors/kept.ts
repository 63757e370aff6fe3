/** What has a copy of its own that goes on without it. */
export interface Copyable<T> {
  copy(): T;
}

/**
 * What a watch keeps between operations: a Map, a Set, an array, something with a `copy` of its own, or an object with a member for each
 * variable. What is in them is of the same kinds, or is never changed.
 */
export class Kept {
  readonly #things: object[] = [];
  readonly #before: readonly object[];

  /** As another was; nothing may be put there any more. */
  constructor(before?: Kept) {
    this.#before = before === undefined ? [] : before.#things;
  }

  /** Keeps what is new; or a copy of what was kept before in its place. Watches keep theirs when they are made, in an order that is always the same. */
  keep<T extends object>(fresh: T): T {
    const before = this.#before[this.#things.length] as T | undefined;
    const thing = before === undefined ? fresh : copyOf(before);
    this.#things.push(thing);
    return thing;
  }
}

function copyOf<T extends object>(thing: T): T {
  const copy = Object.getPrototypeOf(thing) === Object.prototype && !isCopyable(thing) ? copyOfMembers(thing) : copyWithin(thing);
  return copy as T;
}

/** The variables of a watch. */
function copyOfMembers(thing: object): object {
  return Object.fromEntries(Object.entries(thing).map(([name, member]) => [name, copyWithin(member)]));
}

/** What may change is copied; numbers, words and objects that stay as they are are shared. */
function copyWithin(thing: unknown): unknown {
  if (thing instanceof Map) return copyOfMap(thing);
  if (thing instanceof Set) return new Set(thing);
  if (Array.isArray(thing)) return thing.map(copyWithin);
  return isCopyable(thing) ? thing.copy() : thing;
}

/** A Map whose values are copied where they may change. */
function copyOfMap<K, V>(map: ReadonlyMap<K, V>): Map<K, V> {
  const copy = new Map<K, V>();
  for (const [key, value] of map) copy.set(key, copyWithin(value) as V);
  return copy;
}

function isCopyable(thing: unknown): thing is Copyable<unknown> {
  return typeof thing === 'object' && thing !== null && 'copy' in thing && typeof thing.copy === 'function';
}
