import { HW_QUEUE_TYPES, HWPT_FLAGS, VIOMMU_TYPES } from '../../../tables/uapi';
import { type Argument, hex, type Who } from '../../program';
import { openDevice, STREAMS } from './devices';
import { handOverConvertible } from './invalidations';
import type { KernelProgram } from './kernel-program';
import { IOVA } from './mappings';
import { ROOM, ROOM_DATA } from './viommus';

/** A device behind the second SMMU, with a vIOMMU, queues as large as that takes, and invalidations. */
export function useSecond(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const last = (kind: 'device' | 'HWPT' | 'vIOMMU'): Argument => ({ kind, n: -1, live: true });
  const of = { dev_id: last('device') };
  openDevice(program, who, 'far0', -1);
  program.ioctl(who, 'HWPT_ALLOC', { ...of, flags: HWPT_FLAGS.NEST_PARENT, pt_id: { kind: 'IOAS', n: 0 } });
  const type = draw.chance(80) ? VIOMMU_TYPES.TEGRA241_CMDQV : VIOMMU_TYPES.ARM_SMMUV3;
  program.ioctl(who, 'VIOMMU_ALLOC', { ...of, type, hwpt_id: last('HWPT'), ...ROOM }, { data: ROOM_DATA });
  program.ioctl(who, 'VDEVICE_ALLOC', { ...of, viommu_id: last('vIOMMU'), virt_id: hex(STREAMS[0]) });
  for (const index of [0, 1])
    program.ioctl(who, 'HW_QUEUE_ALLOC', {
      viommu_id: last('vIOMMU'),
      type: HW_QUEUE_TYPES.TEGRA241_CMDQV,
      index,
      nesting_parent_iova: hex(IOVA),
      length: hex(2 ** (7 + draw.below(16))),
    });
  handOverConvertible(program, who, -1, 1 + draw.below(3));
}
