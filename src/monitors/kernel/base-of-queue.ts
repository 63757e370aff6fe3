import { extract, fieldNamed } from '../../tables/registers';
import { HW_QUEUE_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { askedOf } from '../views/call-structures';
import { isRequest } from '../views/outer-operations';
import { onKernelWrites } from './kernel-writes';

const isAllocation = isRequest(HW_QUEUE_ALLOC);

/** UAPI-HWQ-18: BASE has the size that was asked for, and an address aligned to it. */
export const baseOfQueue: Monitor = {
  clause: 'UAPI-HWQ-18',
  layer: 'kernel',
  sees: ['registers write VCMDQ_BASE'],
  onlyWithin: true,
  looksAt: 'each BASE other than 0 that the kernel writes in HW_QUEUE_ALLOC: LOG2SIZE is that of the length, ADDR is a multiple of it',
  watch: (scene, bench) => ({
    begins: onKernelWrites(scene, ({ operation, register, value }) => {
      if (register.half !== 'whole' || value === 0n) return;
      const call = scene.around(operation, isAllocation);
      const asked = call?.port === 'host' ? askedOf(call.event, HW_QUEUE_ALLOC) : undefined;
      if (asked === undefined) return;
      const of = (name: string) => extract(value, fieldNamed(register, name));
      const length = 1n << (of('LOG2SIZE') + 4n);
      if (length !== asked.length)
        bench.violated(operation, `${register.name} holds ${length} bytes of queue; ${asked.length} were asked for`);
      else if (of('ADDR') % length !== 0n) bench.violated(operation, `${register.name} is not aligned to the ${length} bytes of its queue`);
      else bench.held();
    }),
  }),
};

/** UAPI-HWQ-19: the kernel leaves it to the user to enable the queue. */
export const notEnabled: Monitor = {
  clause: 'UAPI-HWQ-19',
  layer: 'kernel',
  sees: ['registers write VCMDQ_CONFIG'],
  onlyWithin: true,
  looksAt: 'each write of the kernel to CONFIG of a vCMDQ in HW_QUEUE_ALLOC: CMDQ_EN is 0',
  watch: (scene, bench) => ({
    begins: onKernelWrites(scene, ({ operation, register, value }) => {
      if (register.place.kind !== 'logical' || register.place.vintf === 0) return;
      if (scene.around(operation, isAllocation) === undefined) return;
      if ((value & 1n) === 0n) bench.held();
      else bench.violated(operation, `${register.name} is enabled in HW_QUEUE_ALLOC`);
    }),
  }),
};
