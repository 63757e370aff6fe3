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
  needs: ['host ioctl HW_QUEUE_ALLOC', 'guest write'],
  looksAt: 'each HW_QUEUE_ALLOC of a VMM: BASE, ALLOC, CMDQV_EN and ENABLE as the guest left them',
  watch: (scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'host' || operation.by !== 'device') return;
      const asked = askedOf(operation.event, HW_QUEUE_ALLOC);
      if (asked === undefined || asked.index > 1) return;
      const guest = scene.guestOf(operation);
      const missing = CONDITIONS.filter(({ holds }) => holds(guest, asked.index) === false);
      if (missing.length > 0) {
        const words = missing.map((condition) => condition.otherwise).join(', ');
        bench.violated(operation, `HW_QUEUE_ALLOC of vCMDQ ${asked.index} although ${words}`);
      } else if (isReady(guest, asked.index)) bench.held();
    },
  }),
};

/** Whether the guest is known to have done everything that a vCMDQ needs for its hw_queue. */
export function isReady(guest: GuestRegisters, index: number): boolean {
  return CONDITIONS.every(({ holds }) => holds(guest, index) === true);
}

interface Condition {
  /** Nothing where the log does not tell. */
  readonly holds: (guest: GuestRegisters, index: number) => boolean | undefined;
  readonly otherwise: string;
}

const CONDITIONS: readonly Condition[] = [
  { holds: (guest, index) => isSet(baseOf(guest, index)), otherwise: 'BASE is 0' },
  { holds: (guest, index) => isSet(guest.field(`CMDQ_ALLOC_MAP_${index}`, 'ALLOC')), otherwise: 'ALLOC is 0' },
  { holds: (guest) => isSet(guest.field('CMDQV_CONFIG', 'CMDQV_EN')), otherwise: 'CMDQV_EN is 0' },
  { holds: (guest) => isSet(guest.field('VINTF0_CONFIG', 'ENABLE')), otherwise: 'VINTF0 is not enabled' },
];

function isSet(value: bigint | undefined): boolean | undefined {
  return value === undefined ? undefined : value !== 0n;
}
