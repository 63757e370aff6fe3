import type { Errno } from '../../../ports';
import { SMMU_REGISTERS } from '../../../tables/smmu';
import type { Who } from '../../program';
import { drawCommand } from '../commands';
import { kexec } from './bring-up';
import type { DeviceProgram } from './device-program';
import { DEVICES, plugAny } from './plugging';
import { bringUpQueue } from './queues';
import { setUpEventQueue } from './smmu';
import { STAGE_1, STREAMS, writeStreamEntry } from './streams';

/** Requests that the layer below may refuse. */
export const REFUSED = [
  'HW_QUEUE_ALLOC',
  'HW_QUEUE_ALLOC',
  'VDEVICE_ALLOC',
  'VIOMMU_ALLOC',
  'VEVENTQ_ALLOC',
  'HWPT_ALLOC',
  'HWPT_ALLOC',
  'HWPT_INVALIDATE',
  'GET_HW_INFO',
  'IOAS_ALLOC',
  'IOAS_MAP',
  'VFIO_DEVICE_BIND_IOMMUFD',
  'VFIO_DEVICE_ATTACH_IOMMUFD_PT',
  'VFIO_DEVICE_DETACH_IOMMUFD_PT',
  'mmap',
] as const;
/** What it may say then. */
export const STATUSES: readonly Errno[] = ['ENOMEM', 'EBUSY', 'EIO', 'EINVAL'];

/** The layer below refuses a request for a while. */
export function refuseRequest(program: DeviceProgram, who: Who, next: () => void): void {
  const { draw } = program;
  const request = draw.pick(REFUSED);
  program.push({ op: 'refuse', who, request, status: draw.pick(STATUSES), after: timesBefore(program, request) });
  // Once, or again and again.
  for (let n = 0; n < (draw.chance(60) ? 1 : 2); n++) {
    if (draw.chance(25)) next();
    else askFor(program, who, request);
  }
  program.push({ op: 'permit', who, request });
  if (draw.chance(50)) askFor(program, who, request);
}

/** How often a request is fulfilled before it is refused. In how many parts a VMM maps its RAM, and how often it asks, is its own affair. */
export function timesBefore(program: DeviceProgram, request: (typeof REFUSED)[number]): number {
  const { draw } = program;
  return request === 'IOAS_MAP' || request === 'GET_HW_INFO' || draw.chance(60) ? 0 : draw.below(2);
}

/** Something for which a VMM makes a request. */
function askFor(program: DeviceProgram, who: Who, request: (typeof REFUSED)[number]): void {
  const { draw } = program;
  switch (request) {
    case 'HW_QUEUE_ALLOC': {
      const slot = draw.below(2);
      // Queues without hardware may be enabled, too, be it that they had some.
      if (draw.chance(30)) for (const freed of [1, 0]) program.write(who, `CMDQ_ALLOC_MAP_${freed}`, 0n);
      if (draw.chance(40)) program.write(who, draw.chance(60) ? `VCMDQ${1 - slot}_CONFIG` : program.queueRegister(1 - slot, 'CONFIG'), 1n);
      if (draw.chance(30)) program.write(who, program.queueRegister(slot, 'CONFIG'), 0n);
      bringUpQueue(program, who, slot);
      if (draw.chance(50)) program.write(who, program.queueRegister(slot, 'GERRORN'), draw.chance(70) ? 4n : BigInt(draw.below(8)));
      if (draw.chance(50)) for (const value of [0n, 1n]) program.write(who, program.queueRegister(slot, 'CONFIG'), value);
      for (const name of ['STATUS', 'GERROR']) program.readNamed(who, program.queueRegister(slot, name));
      if (draw.chance(40)) program.readNamed(who, draw.chance(60) ? `VCMDQ${1 - slot}_STATUS` : program.queueRegister(1 - slot, 'STATUS'));
      return;
    }
    case 'HWPT_INVALIDATE':
      program.push({ op: 'submit', who, command: drawCommand(draw, STREAMS) });
      return;
    case 'HWPT_ALLOC':
    case 'VDEVICE_ALLOC':
    case 'VFIO_DEVICE_ATTACH_IOMMUFD_PT':
      if (draw.chance(50)) program.push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: 0xd });
      if (draw.chance(60)) writeStreamEntry(program, who, draw.pick([0x10, 0x10, 0x11]), draw.pick(STAGE_1));
      else if (draw.chance(65)) writeStreamEntry(program, who);
      else plugAny(program, who);
      // All streams at once, of which one may be refused.
      if (draw.chance(40))
        for (const value of [draw.chance(70) ? 0xc : 0x8, 0xd]) program.push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value });
      return;
    case 'VFIO_DEVICE_DETACH_IOMMUFD_PT':
      program.push({ op: 'unplug', who, device: draw.pick(DEVICES) });
      return;
    case 'VEVENTQ_ALLOC':
      if (draw.chance(50)) setUpEventQueue(program, who);
      else plugAny(program, who);
      return;
    case 'mmap':
      if (draw.chance(50)) kexec(program, who);
      else plugAny(program, who);
      return;
    default:
      plugAny(program, who);
  }
}
