import { HW_QUEUE_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { askedOf } from '../views/call-structures';
import type { GuestRegisters } from '../views/guest-registers';
import { baseOf } from './queue-base';

/** ALLOC-01: a hw_queue is requested for a ready vCMDQ alone. */
export const readyQueue: Monitor = {
  clause: 'ALLOC-01',
  layer: 'device',
  sees: ['host ioctl HW_QUEUE_ALLOC'],
  looksAt: 'each HW_QUEUE_ALLOC of a VMM: BASE, ALLOC, CMDQV_EN and ENABLE as the guest left them',
  watch: (scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'host' || operation.by !== 'device') return;
      const asked = askedOf(operation.event, HW_QUEUE_ALLOC);
      if (asked === undefined || asked.index > 1) return;
      const missing = missingOf(scene.guestOf(operation), asked.index);
      if (missing.length === 0) bench.held();
      else bench.violated(operation, `HW_QUEUE_ALLOC of vCMDQ ${asked.index} although ${missing.join(', ')}`);
    },
  }),
};

/** Whether the guest has done everything that a vCMDQ needs for its hw_queue. */
export function isReady(guest: GuestRegisters, index: number): boolean {
  return missingOf(guest, index).length === 0;
}

function missingOf(guest: GuestRegisters, index: number): readonly string[] {
  return [
    baseOf(guest, index) === 0n ? 'BASE is 0' : '',
    guest.field(`CMDQ_ALLOC_MAP_${index}`, 'ALLOC') === 0n ? 'ALLOC is 0' : '',
    guest.field('CMDQV_CONFIG', 'CMDQV_EN') === 0n ? 'CMDQV_EN is 0' : '',
    guest.field('VINTF0_CONFIG', 'ENABLE') === 0n ? 'VINTF0 is not enabled' : '',
  ].filter((words) => words !== '');
}
