import type { HostRegisters } from '../../../src/ports';
import { extract, insert } from '../../../src/registers';
import type { Handshake } from './layout';
import { load, store } from './register-access';

/**
 * How often STATUS is read before the driver gives up.
 *
 * The driver polls for one second (PHYS-13). The model has no clock: what the hardware has not
 * done after so many reads, it will not do.
 */
const POLL_READS = 1000;

/** Stores CONFIG with the enable bit set and waits for the acknowledge; false if none comes. */
export function enable(registers: HostRegisters, handshake: Handshake, config = 0n): Promise<boolean> {
  return change(registers, handshake, insert(config, handshake.enable, 1n), 1n);
}

/** Stores CONFIG with the enable bit clear and waits for the acknowledge; false if none comes. */
export function disable(registers: HostRegisters, handshake: Handshake, config = 0n): Promise<boolean> {
  return change(registers, handshake, insert(config, handshake.enable, 0n), 0n);
}

async function change(registers: HostRegisters, { config, status, enabled }: Handshake, value: bigint, wanted: bigint): Promise<boolean> {
  await store(registers, config, value);
  for (let reads = 0; reads < POLL_READS; reads++) {
    if (extract(await load(registers, status), enabled) === wanted) return true;
  }
  return false;
}
