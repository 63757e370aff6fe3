import type { HostRegisters } from '../../../src/ports';
import type { Location } from './layout';

/** Loads a register with one access. */
export function load(registers: HostRegisters, { offset, size }: Location): Promise<bigint> {
  return registers.read(offset, size);
}

/** Stores a register with one access. */
export function store(registers: HostRegisters, { offset, size }: Location, value: bigint): Promise<void> {
  return registers.write(offset, size, value);
}
