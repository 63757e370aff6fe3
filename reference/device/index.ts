import type { DeviceLayer } from '../../src/ports';
import { VirtualMachine } from './virtual-machine';

/** The reference device layer: an emulated, accelerated SMMUv3 with a Tegra241 CMDQ-V block. */
export const referenceDevice: DeviceLayer = {
  extras: ['guest.features', 'guest.properties', 'observe.firmware', 'observe.queueErrors', 'twoSmmus'],
  start: (vm, below) => VirtualMachine.start(vm, below),
};
