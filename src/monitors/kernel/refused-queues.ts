import { HW_QUEUE_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { isRequest } from '../views/outer-operations';
import { onEntryWrites } from './alloc-map';

const isAllocation = isRequest(HW_QUEUE_ALLOC);

/** UAPI-HWQ-25: a HW_QUEUE_ALLOC that fails leaves no vCMDQ mapped. */
export const refusedQueues: Monitor = {
  clause: 'UAPI-HWQ-25',
  layer: 'kernel',
  sees: ['registers write CMDQ_ALLOC_MAP', 'host ioctl HW_QUEUE_ALLOC'],
  skipsIdleWrites: true,
  onlyWithin: true,
  looksAt: 'each HW_QUEUE_ALLOC that fails: no vCMDQ that the kernel mapped in it is mapped still',
  watch: (scene, bench) => {
    const last = bench.keep<{ mapped: { readonly call: number; readonly smmu: string; readonly queue: number } | undefined }>({
      mapped: undefined,
    });
    return {
      ...onEntryWrites(scene, ({ alloc, block, operation, queue, vintf }) => {
        const call = alloc && vintf > 0 && !block.isMapped(queue) ? scene.around(operation, isAllocation) : undefined;
        if (call !== undefined) last.mapped = { call: call.n, smmu: operation.who, queue };
      }),
      ends(operation) {
        if (operation.port !== 'host' || operation.given || operation.event.op !== 'ioctl') return;
        const { status } = operation.event;
        if (status === undefined || status === 'OK') return;
        if (last.mapped?.call !== operation.n || scene.block(last.mapped.smmu)?.isMapped(last.mapped.queue) !== true) bench.held();
        else bench.violated(operation, `HW_QUEUE_ALLOC gives ${status}, and vCMDQ ${last.mapped.queue}, which it mapped, is mapped still`);
      },
    };
  },
};
