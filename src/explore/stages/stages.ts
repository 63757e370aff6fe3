import type { WholeImplementation } from '../../ports';
import type { ExploredLayer } from '../program';
import { DeviceStage } from './device-stage';
import { HardwareStage } from './hardware-stage';
import { KernelStage } from './kernel-stage';
import type { Stage } from './stage';

/** A new machine of these layers, on which programs of a layer can be run. */
export function stageOf(layer: ExploredLayer, layers: WholeImplementation): Promise<Stage> {
  switch (layer) {
    case 'device':
      return DeviceStage.on(layers);
    case 'kernel':
      return KernelStage.on(layers);
    case 'hardware':
      return HardwareStage.on(layers);
  }
}
