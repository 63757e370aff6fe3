import { type Field, fieldNamed, GUEST_MAP, type Register } from '../../src/tables/registers';

/** The guest's register called `name`. */
export function guestRegister(name: string): Register {
  const register = GUEST_MAP.named(name);
  if (register === undefined) throw new RangeError(`the guest has no register ${name}`);
  return register;
}

/** A field of a guest's register. */
export function guestField(register: string, name: string): Field {
  return fieldNamed(guestRegister(register), name);
}

/** The bits that a field of a guest's register occupies. */
export function guestBits(register: string, name: string): bigint {
  return bitsOf(guestField(register, name));
}

/** The bits that a field occupies. */
export function bitsOf({ high, low }: Field): bigint {
  return ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
}
