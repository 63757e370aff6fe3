import type { WholeImplementation } from '../../ports';
import type { Program } from '../program';
import { DeviceStage } from './device-stage';
import { HardwareStage } from './hardware-stage';
import { hostFor } from './host-of';
import { KernelStage } from './kernel-stage';
import type { Stage } from './stage';

/** A new machine of these layers, on which the program can be run. */
export function stageOf({ layer, ops }: Program, layers: WholeImplementation): Promise<Stage> {
  const host = hostFor(ops);
  switch (layer) {
    case 'device':
      return DeviceStage.on(layers, host);
    case 'kernel':
      return KernelStage.on(layers, host, ops[0]?.op === 'host' ? ops[0].stuck : undefined);
    case 'hardware':
      return HardwareStage.on(layers, host);
  }
}
