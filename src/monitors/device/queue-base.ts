import { extract, fieldNamed, GUEST_MAP, type Register } from '../../tables/registers';
import type { GuestRegisters } from '../views/guest-registers';

const BASES: readonly (Register | undefined)[] = [0, 1].map((slot) => GUEST_MAP.named(`VCMDQ${slot}_BASE`));

/** The whole BASE of a guest's vCMDQ, as far as it is known. */
export function baseOf(guest: GuestRegisters, slot: number): bigint | undefined {
  const register = BASES[slot];
  return register === undefined ? 0n : guest.value(register);
}

/** Where the queue that a BASE describes lies, and how long it is, in bytes. */
export function queueIn(base: bigint): { readonly address: bigint; readonly length: bigint } {
  const [register] = BASES;
  if (register === undefined) throw new Error('the guest map has no BASE');
  const log2size = extract(base, fieldNamed(register, 'LOG2SIZE'));
  return { address: extract(base, fieldNamed(register, 'ADDR')), length: 1n << (log2size + 4n) };
}
