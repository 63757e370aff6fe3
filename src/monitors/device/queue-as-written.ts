import { HW_QUEUE_ALLOC, HW_QUEUE_TYPES, VIOMMU_TYPES } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { askedOf } from '../views/call-structures';
import { baseOf, queueIn } from './queue-base';

/** ALLOC-06: a hw_queue of CMDQ-V is requested, with the address and the length that the guest wrote. */
export const queueAsWritten: Monitor = {
  clause: 'ALLOC-06',
  layer: 'device',
  sees: ['host ioctl HW_QUEUE_ALLOC'],
  needs: ['host ioctl HW_QUEUE_ALLOC', 'guest write'],
  looksAt:
    'each HW_QUEUE_ALLOC of a VMM: the vIOMMU that it is made on, its flags and type, and address and length against the BASE that the guest wrote',
  watch: (scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'host' || operation.by !== 'device') return;
      const asked = askedOf(operation.event, HW_QUEUE_ALLOC);
      if (asked === undefined || asked.index > 1) return;
      if (asked.type !== HW_QUEUE_TYPES.TEGRA241_CMDQV) {
        bench.violated(operation, `HW_QUEUE_ALLOC of vCMDQ ${asked.index} with type ${asked.type}`);
        return;
      }
      if (asked.flags !== 0) {
        bench.violated(operation, `HW_QUEUE_ALLOC of vCMDQ ${asked.index} with flags 0x${asked.flags.toString(16)}`);
        return;
      }
      // Of what was there before the log nobody knows what it is.
      const owner = operation.event.op === 'ioctl' ? scene.process(operation.who).get(operation.event.fd, asked.viommu_id) : undefined;
      if (owner !== undefined && (owner.kind !== 'vIOMMU' || owner.type !== VIOMMU_TYPES.TEGRA241_CMDQV)) {
        const what = owner.kind === 'vIOMMU' ? 'a vIOMMU of another type' : `no vIOMMU (${owner.kind})`;
        bench.violated(operation, `HW_QUEUE_ALLOC of vCMDQ ${asked.index} on object ${asked.viommu_id}, which is ${what}`);
        return;
      }
      const base = baseOf(scene.guestOf(operation), asked.index);
      if (base === undefined) return;
      const { address, length } = queueIn(base);
      const wanted = `address 0x${address.toString(16)}, length 0x${length.toString(16)}`;
      const seen = `address 0x${asked.nesting_parent_iova.toString(16)}, length 0x${asked.length.toString(16)}`;
      if (seen === wanted) bench.held();
      else bench.violated(operation, `HW_QUEUE_ALLOC of vCMDQ ${asked.index} with ${seen}; its BASE says ${wanted}`);
    },
  }),
};
