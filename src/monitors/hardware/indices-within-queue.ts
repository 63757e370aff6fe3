import { extract, fieldNamed } from '../../tables/registers';
import type { Monitor } from '../monitor';

/** CQ-04: CONS_INDX goes round with its wrap bit. */
export const indicesWithinQueue: Monitor = {
  clause: 'CQ-04',
  layer: 'hardware',
  sees: ['registers read VCMDQ_CONS_INDX'],
  needs: [
    'registers read VCMDQ_CONS_INDX',
    'registers write VCMDQ_CONS_INDX',
    'registers write VCMDQ_PROD_INDX',
    'registers write VCMDQ_BASE',
    'smmu execute',
  ],
  looksAt:
    'each read of CONS_INDX of a vCMDQ that was given no more than its size: from RD to WR, with their wrap bits, there are no more than that',
  watch: (scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'registers' || operation.given || operation.event.op !== 'read' || operation.event.value === undefined) return;
      const queues = scene.queues(operation.who);
      const register = scene.registerOf(operation);
      const queue = register === undefined ? undefined : scene.block(operation.who)?.queueAt(register);
      const end = queue === undefined ? undefined : queues?.end(queue);
      if (queues === undefined || register === undefined || queue === undefined || end === undefined) return;
      const at = Number(extract(operation.event.value, fieldNamed(register, 'RD')));
      if (queues.distance(queue, at, end) <= queues.size(queue)) bench.held();
      else
        bench.violated(
          operation,
          `vCMDQ ${queue} tells RD 0x${at.toString(16)} with WR 0x${end.toString(16)}, further apart than its ${queues.size(queue)} entries`,
        );
    },
  }),
};
