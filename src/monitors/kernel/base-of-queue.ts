import { HW_QUEUE_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { answerOf } from '../views/call-structures';
import { isRequest } from '../views/outer-operations';
import { onEntryWrites } from './alloc-map';
import { onKernelWrites, vintfOf } from './kernel-writes';

const isAllocation = isRequest(HW_QUEUE_ALLOC);

/** UAPI-HWQ-18: BASE has the size that was asked for, and an address aligned to it. */
export const baseOfQueue: Monitor = {
  clause: 'UAPI-HWQ-18',
  layer: 'kernel',
  sees: ['registers write CMDQ_ALLOC_MAP', 'host ioctl HW_QUEUE_ALLOC'],
  needs: ['registers write VCMDQ_BASE', 'registers write CMDQ_ALLOC_MAP', 'host ioctl HW_QUEUE_ALLOC'],
  skipsIdleWrites: true,
  onlyWithin: true,
  looksAt: 'each HW_QUEUE_ALLOC that maps a vCMDQ, once it has succeeded: LOG2SIZE of BASE is that of the length, ADDR is a multiple of it',
  watch: (scene, bench) => {
    const last = bench.keep<{ mapped: { readonly call: number; readonly smmu: string; readonly queue: number } | undefined }>({
      mapped: undefined,
    });
    return {
      ...onEntryWrites(scene, ({ alloc, operation, queue, vintf }) => {
        const call = alloc && vintf > 0 ? scene.around(operation, isAllocation) : undefined;
        if (call !== undefined) last.mapped = { call: call.n, smmu: operation.who, queue };
      }),
      ends(operation) {
        if (operation.port !== 'host' || operation.given || last.mapped?.call !== operation.n) return;
        const asked = answerOf(operation.event, HW_QUEUE_ALLOC);
        const { queue, smmu } = last.mapped;
        const block = scene.block(smmu);
        if (asked === undefined || block === undefined) return;
        // Only now: it may be written in halves.
        const base = block.ofQueue(queue, 'BASE');
        const length = 1n << (block.fieldOf(base, 'LOG2SIZE') + 4n);
        if (block.value(base) === 0n) bench.violated(operation, `${base.name} is not written`);
        else if (length !== asked.length)
          bench.violated(operation, `${base.name} holds ${length} bytes of queue; ${asked.length} were asked for`);
        else if (block.fieldOf(base, 'ADDR') % length !== 0n)
          bench.violated(operation, `${base.name} is not aligned to the ${length} bytes of its queue`);
        else bench.held();
      },
    };
  },
};

/** UAPI-HWQ-19: the kernel leaves it to the user to enable the queue. */
export const notEnabled: Monitor = {
  clause: 'UAPI-HWQ-19',
  layer: 'kernel',
  sees: ['registers write VCMDQ_CONFIG', 'registers write VCMDQ_CONS_INDX_BASE_DRAM'],
  onlyWithin: true,
  looksAt: 'each write of the kernel to CONFIG of a vCMDQ in HW_QUEUE_ALLOC: CMDQ_EN is 0; and none to CONS_INDX_BASE_DRAM but of 0',
  watch: (scene, bench) => ({
    begins: onKernelWrites(scene, ({ block, operation, register, value }) => {
      const isConfig = register.definition.name === 'CONFIG';
      const isSet = isConfig ? (value & 1n) === 1n : value !== 0n;
      if (!isConfig && !isSet) return;
      if (vintfOf(block, register) === 0 || scene.around(operation, isAllocation) === undefined) return;
      if (!isSet) bench.held();
      else bench.violated(operation, `${register.name} is ${isConfig ? 'enabled' : `0x${value.toString(16)}`} in HW_QUEUE_ALLOC`);
    }),
  }),
};
