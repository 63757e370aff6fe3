import { type HostRegisters, isKnown, valueNow } from '../../../src/ports';
import { extract, insert } from '../../../src/tables/registers';
import type { Handshake } from './layout';
import { load, storeAll } from './register-access';

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
  await storeAll(registers, [{ register: config, value }]);
  for (let reads = 0; reads < POLL_READS; reads++) {
    const loaded = load(registers, status);
    if (extract(isKnown(loaded) ? valueNow(loaded) : await loaded, enabled) === wanted) return true;
  }
  return false;
}
