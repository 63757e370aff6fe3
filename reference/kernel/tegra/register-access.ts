import { type HostRegisters, isKnown } from '../../../src/ports';
import type { Register } from '../../../src/tables/registers';

/** Where and how wide an access is. */
export type Location = Pick<Register, 'offset' | 'size'>;

/** Loads a register with one access. */
export function load(registers: HostRegisters, { offset, size }: Location): Promise<bigint> {
  return registers.read(offset, size);
}

/** Stores a register with one access. */
export function store(registers: HostRegisters, { offset, size }: Location, value: bigint): Promise<void> {
  return registers.write(offset, size, value);
}

/** A register and what is stored there. */
export interface Store {
  readonly register: Location;
  readonly value: bigint;
}

/** Stores registers one after the other. */
export async function storeAll(registers: HostRegisters, stores: readonly Store[]): Promise<void> {
  for (const { register, value } of stores) {
    const stored = store(registers, register, value);
    if (!isKnown(stored)) await stored;
  }
}
