import { VEVENTQ_TYPES } from '../../../tables/uapi';
import type { Who } from '../../program';
import type { KernelProgram } from './kernel-program';
import { stopAndRepair } from './queue-errors';
import { allocateQueue } from './queues';
import { allocateVeventq } from './veventqs';

/** A vEVENTQ of any depth. */
export function allocateEventQueue(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const viommu = draw.below(2);
  const type = draw.chance(75) ? VEVENTQ_TYPES.TEGRA241_CMDQV : draw.below(4);
  allocateVeventq(program, who, viommu, type, draw.pick([16, 1, 1, 2, 2, 3, 0, 2 ** 19, 2 ** 19 + 1]));
}

/** Events that nobody reads in time are lost, and counted, more than once. */
export function loseEvents(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const viommu = draw.below(2);
  program.ioctl(who, 'DESTROY', { id: { kind: 'vEVENTQ', n: -1, live: true } });
  allocateVeventq(program, who, viommu, VEVENTQ_TYPES.TEGRA241_CMDQV, draw.pick([1, 1, 2, 3]));
  allocateQueue(program, who, viommu, 0);
  for (let round = 0; round < 2; round++) {
    for (let n = 0; n < 1 + draw.below(4); n++) stopAndRepair(program, who, viommu, 0);
    program.push({ op: 'events', who, file: -1, count: draw.pick([4096, 4096, 24, 8]) });
  }
}

/** A vIOMMU has two vEVENTQs, of which one goes. */
export function shareEvents(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const viommu = draw.below(2);
  const types = draw.shuffled([VEVENTQ_TYPES.ARM_SMMUV3, VEVENTQ_TYPES.TEGRA241_CMDQV]);
  for (const type of types) allocateVeventq(program, who, viommu, type, 4);
  const gone = draw.pick([-1, -2]);
  program.push({ op: 'close', who, file: { of: 'events', n: gone } });
  program.ioctl(who, 'DESTROY', { id: { kind: 'vEVENTQ', n: gone, live: true } });
  stopAndRepair(program, who, viommu, 0);
  program.push({ op: 'events', who, file: -1, count: 4096 });
}
