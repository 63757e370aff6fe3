import { HWPT_FLAGS, VEVENTQ_TYPES, VIOMMU_TYPES } from '../../../tables/uapi';
import type { Argument, Who } from '../../program';
import { ILLEGAL } from '../commands';
import { handOverConvertible } from './invalidations';
import type { KernelProgram } from './kernel-program';
import { allocateQueueOfLast, kick } from './queues';
import { allocateVeventq } from './veventqs';
import { allocateViommu, ROOM, ROOM_DATA } from './viommus';

const first = (kind: 'device' | 'HWPT'): Argument => ({ kind, n: 0, live: true });

/** So many vIOMMUs that errors of the last are told in the second half of the map. */
export function takeManyVintfs(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const members = { type: VIOMMU_TYPES.TEGRA241_CMDQV, dev_id: first('device'), hwpt_id: first('HWPT'), ...ROOM };
  program.ask(32, who, 'VIOMMU_ALLOC', members, { data: ROOM_DATA });
  allocateQueueOfLast(program, who);
  allocateVeventq(program, who, -1, VEVENTQ_TYPES.TEGRA241_CMDQV, 4);
  for (const page of draw.chance(50) ? [0, -1] : [-1]) kick(program, who, page, 0, [ILLEGAL]);
  program.push({ op: 'events', who, file: -1, count: 4096 });
}

/** So many stages 2 that the last has a VMID of more than 8 bits. */
export function takeManyVmids(program: KernelProgram, who: Who): void {
  const ofStage2 = { flags: HWPT_FLAGS.NEST_PARENT, dev_id: first('device'), pt_id: { kind: 'IOAS', n: 0 } } as const;
  program.ask(256, who, 'HWPT_ALLOC', ofStage2);
  const members = {
    type: VIOMMU_TYPES.TEGRA241_CMDQV,
    dev_id: first('device'),
    hwpt_id: { kind: 'HWPT', n: -1, live: true },
    ...ROOM,
  } as const;
  program.ioctl(who, 'VIOMMU_ALLOC', members, { data: ROOM_DATA });
  handOverConvertible(program, who, -1, 4);
  allocateViommu(program, who);
}
