import { Machine } from '../../machine';
import { BootFailure, type HostDescription, type WholeImplementation } from '../../ports';

/** A machine whose kernel was booted, and whether its drivers came up. */
export interface Booted {
  readonly machine: Machine;
  readonly isUp: boolean;
}

/** Boots a kernel; that a driver does not come up is something to be seen. */
export async function booted(layers: WholeImplementation, host: HostDescription): Promise<Booted> {
  const machine = new Machine(layers, host);
  await machine.powerOn();
  try {
    await machine.boot();
    return { machine, isUp: true };
  } catch (error) {
    if (!(error instanceof BootFailure)) throw error;
    return { machine, isUp: false };
  }
}
