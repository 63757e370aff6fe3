import { COMMAND_BYTES } from '../../../tables/commands';
import { INVALIDATE_DATA, VIOMMU_TYPES } from '../../../tables/uapi';
import { type Argument, hex, type Who } from '../../program';
import { drawCommand } from '../commands';
import { allocateNestedOn } from './attachments';
import { STREAMS } from './devices';
import type { KernelProgram } from './kernel-program';
import { unmapMemory } from './mappings';
import { allocateViommu } from './viommus';

/** The most that one request may bring. */
const MOST_COMMANDS = 2 ** 19;

/** Values that are the last that is allowed, or the first that is not. */
export function goToBounds(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const viommu_id: Argument = { kind: 'vIOMMU', n: draw.below(2), live: true };
  draw.pick([
    () => {
      const virt_id = draw.pick([0xf_ffff, 0x10_0000, 0xffff]);
      program.ioctl(who, 'VDEVICE_ALLOC', { viommu_id, dev_id: program.anyDevice(), virt_id: hex(virt_id) });
      if (draw.chance(50)) program.ioctl(who, 'DESTROY', { id: { kind: 'vDEVICE', n: -1, live: true } });
    },
    () => {
      const plain: Argument = { kind: 'vIOMMU', n: -1, live: true };
      program.ioctl(who, 'VIOMMU_ALLOC', {
        type: VIOMMU_TYPES.ARM_SMMUV3,
        dev_id: program.anyDevice(),
        hwpt_id: { kind: 'HWPT', n: 0, live: true },
      });
      const stream = BigInt(draw.pick(STREAMS));
      for (const n of [0, 1])
        program.ioctl(who, 'VDEVICE_ALLOC', {
          viommu_id: plain,
          dev_id: { kind: 'device', n, live: true },
          virt_id: hex(stream + (n === 0 ? 0n : 1n << BigInt(20 + draw.below(44)))),
        });
      allocateNestedOn(program, who, plain);
      // A number that was given back can be given out once more.
      if (draw.chance(50)) {
        program.ioctl(who, 'DESTROY', { id: { kind: 'vDEVICE', n: -1, live: true } });
        const virt_id = hex(stream + (1n << BigInt(20 + draw.below(44))));
        for (const _ of [0, 1]) {
          program.ioctl(who, 'VDEVICE_ALLOC', { viommu_id: plain, dev_id: { kind: 'device', n: 1, live: true }, virt_id });
          program.ioctl(who, 'DESTROY', { id: { kind: 'vDEVICE', n: -1, live: true } });
        }
      }
      program.ioctl(who, 'DESTROY', { id: plain });
    },
    () => {
      // Each vIOMMU has virtual IDs of its own.
      if (draw.chance(70)) allocateViommu(program, who);
      const virt_id = hex(draw.pick(STREAMS));
      for (const [n, viommu] of [
        [0, 0],
        [1, -1],
      ] as const)
        program.ioctl(who, 'VDEVICE_ALLOC', {
          viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
          dev_id: { kind: 'device', n, live: true },
          virt_id,
        });
    },
    () => {
      const data = drawCommand(draw, STREAMS, true);
      const entry_num = draw.pick([MOST_COMMANDS - 1, MOST_COMMANDS, MOST_COMMANDS + 1]);
      const members = { hwpt_id: viommu_id, data_type: INVALIDATE_DATA.ARM_SMMUV3, entry_len: COMMAND_BYTES, entry_num };
      program.ioctl(who, 'HWPT_INVALIDATE', members, { data });
    },
    () => unmapMemory(program, who, 0n, 0xffff_ffff_ffff_ffffn),
  ])();
}
