/** Where a promise that is kept already has its value. */
const VALUE = Symbol('value');

/** A promise that is kept already and tells its value, so that who got it need not wait a turn to go on. */
export interface Known<T> extends Promise<T> {
  readonly [VALUE]: T;
}

/** A promise of a value that is there already. */
export function known<T>(value: T): Known<T> {
  const promise = Promise.resolve(value) as Promise<T> & { [VALUE]?: T };
  promise[VALUE] = value;
  return promise as Known<T>;
}

/** Tells whether a promise came from {@link known}; any other may be kept or not. */
export function isKnown<T>(promise: Promise<T>): promise is Known<T> {
  return VALUE in promise;
}

/** The value of a promise that {@link isKnown}. */
export function valueNow<T>(promise: Known<T>): T {
  return promise[VALUE];
}

/** The values of promises, at once if all are known. */
export function valuesOf<T>(promises: readonly Promise<T>[]): readonly T[] | Promise<readonly T[]> {
  return promises.every(isKnown) ? promises.map(valueNow) : Promise.all(promises);
}

const ZERO = known(0n);

/** As {@link known}, for the value of a register: most are 0. */
export function knownBits(value: bigint): Known<bigint> {
  return value === 0n ? ZERO : known(value);
}

/** What an operation without a result answers when it is over at once. */
export const DONE: Known<void> = known(undefined);
