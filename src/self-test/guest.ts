import { LAYERS, type WholeImplementation } from '../ports';
import type { UnderTest } from '../run/under-test';
import { PORT_NEEDS } from '../specification/vocabulary';

/** Milliseconds that QEMU has for each answer. */
const TIMEOUT_MS = 60_000;

/** Linux in the guest of a stock QEMU, with the implementation's kernel and hardware below: monitors judge all of it. */
export async function linuxGuestOn(implementation: WholeImplementation): Promise<UnderTest> {
  const { openQemu } = await import('../adapters/qemu/open-qemu.js');
  const createMemory = () => implementation.hardware.createMemory();
  const qemu = await openQemu({ arguments: [], guest: { concurrent: false } }, { timeout: TIMEOUT_MS, createMemory });
  return {
    ...qemu,
    implementation: { ...implementation, ...qemu.implementation },
    offer: { layers: LAYERS, capabilities: new Set([...qemu.offer.capabilities, ...PORT_NEEDS]) },
  };
}
