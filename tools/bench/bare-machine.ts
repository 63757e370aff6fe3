import { reference } from '../../reference';
import { DEFAULT_HOST } from '../../src/machine';
import { SubstituteSmmu } from '../../src/machine/substitutes';
import type { GuestBus, HostKernel, HostRegisters, VmDescription } from '../../src/ports';

/** Boots the reference's kernel on its hardware, nothing in between. */
export async function bootBare(): Promise<HostKernel> {
  const memory = reference.hardware.createMemory();
  const registers = new Map<string, HostRegisters>();
  for (const smmu of DEFAULT_HOST.smmus) {
    registers.set(smmu.name, await reference.hardware.create(smmu, { memory, commands: new SubstituteSmmu() }));
  }
  return reference.kernel.boot(DEFAULT_HOST, { memory, registers });
}

/** Starts a VM, in a process of its own, nothing in between. */
export function startBare(vm: VmDescription, kernel: HostKernel): Promise<GuestBus> {
  return reference.device.start(vm, kernel.startProcess(vm.name));
}
