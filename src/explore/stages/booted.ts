import { Machine } from '../../machine';
import { BootFailure, type HostDescription, type WholeImplementation } from '../../ports';
import type { HostOp } from '../program';

/** A machine whose kernel was booted, and whether its drivers came up. */
export interface Booted {
  readonly machine: Machine;
  readonly isUp: boolean;
}

/** What is stuck is a register of status. */
export const STATUS_BYTES = 4;

/** Boots a kernel, maybe with a register that is stuck; that a driver does not come up is something to be seen. */
export async function booted(layers: WholeImplementation, host: HostDescription, stuck?: HostOp['stuck']): Promise<Booted> {
  const machine = new Machine(layers, host);
  await machine.powerOn();
  const [first] = host.smmus;
  const substitute = stuck === undefined || first === undefined ? undefined : machine.registerSubstitute(first.name);
  if (stuck !== undefined) substitute?.hold(stuck.at, BigInt(stuck.value), STATUS_BYTES);
  try {
    await machine.boot();
    return { machine, isUp: true };
  } catch (error) {
    if (!(error instanceof BootFailure)) throw error;
    return { machine, isUp: false };
  } finally {
    if (stuck !== undefined) substitute?.release(stuck.at);
  }
}
