import { HWPT_FLAGS, VEVENTQ_TYPES, VIOMMU_TYPES } from '../../../tables/uapi';
import type { Argument, Who } from '../../program';
import { drawConvertible, ILLEGAL } from '../commands';
import { STREAMS } from './devices';
import { handOver } from './invalidations';
import { IOMMU, type KernelProgram } from './kernel-program';
import { allocateQueue, kick } from './queues';
import { allocateViommu } from './viommus';

const first = (kind: 'device' | 'HWPT'): Argument => ({ kind, n: 0, live: true });
const LAST_VIOMMU: Argument = { kind: 'vIOMMU', n: -1, live: true };

/** So many vIOMMUs that errors of the last are told in the second half of the map. */
export function takeManyVintfs(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const data = '00'.repeat(16);
  const members = { type: VIOMMU_TYPES.TEGRA241_CMDQV, dev_id: first('device'), hwpt_id: first('HWPT'), data_len: 16 };
  program.ask(32, who, 'VIOMMU_ALLOC', members, { data });
  program.push({ op: 'mmap', who, file: IOMMU, offset: { cookie: -1 }, length: 0x1_0000, shared: true, write: true });
  program.queues.delete(`${who} -1 0`);
  allocateQueue(program, who, -1, 0);
  program.ioctl(who, 'VEVENTQ_ALLOC', { viommu_id: LAST_VIOMMU, type: VEVENTQ_TYPES.TEGRA241_CMDQV, veventq_depth: 4 });
  for (const page of draw.chance(50) ? [0, -1] : [-1]) kick(program, who, page, 0, [ILLEGAL]);
  program.push({ op: 'events', who, file: -1, count: 4096 });
}

/** So many stages 2 that the last has a VMID of more than 8 bits. */
export function takeManyVmids(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const ofStage2 = { flags: HWPT_FLAGS.NEST_PARENT, dev_id: first('device'), pt_id: { kind: 'IOAS', n: 0 } } as const;
  program.ask(256, who, 'HWPT_ALLOC', ofStage2);
  const members = {
    type: VIOMMU_TYPES.TEGRA241_CMDQV,
    dev_id: first('device'),
    hwpt_id: { kind: 'HWPT', n: -1, live: true },
    data_len: 16,
  } as const;
  program.ioctl(who, 'VIOMMU_ALLOC', members, { data: '00'.repeat(16) });
  handOver(program, who, -1, Array.from({ length: 4 }, () => drawConvertible(draw, STREAMS[0])).join(''));
  allocateViommu(program, who);
}
