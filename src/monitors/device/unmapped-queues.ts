import type { Operation } from '../../machine/log';
import { extract, fieldNamed } from '../../tables/registers';
import { DESTROY, HW_QUEUE_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { answerOf, askedOf } from '../views/call-structures';
import { GuestRegisters } from '../views/guest-registers';
import { isGuest } from '../views/outer-operations';

/** TEAR-13: once both ALLOC bits went from 1 to 0, that of vCMDQ 0 first, no queue is left. */
export const unmappedQueues: Monitor = {
  clause: 'TEAR-13',
  layer: 'device',
  sees: ['guest write CMDQ_ALLOC_MAP', 'host ioctl HW_QUEUE_ALLOC', 'host ioctl DESTROY', 'host close'],
  needs: ['guest write', 'host ioctl HW_QUEUE_ALLOC', 'host ioctl DESTROY'],
  looksAt: 'each write of a guest that clears ALLOC of vCMDQ 1 while that of vCMDQ 0 is 0, once it is served: no hw_queue is left',
  watch: (scene, bench) => {
    /** VMs whose kernel was made to answer for its queues as the suite wanted. */
    const excused = bench.keep(new Set<string>());
    /** Queues by the guest that they were made for, and their process. */
    const queues = bench.keep(new Map<string, Map<string, number>>());
    const clearing = bench.keep(new Set<number>());
    return {
      begins(operation) {
        if (operation.port === 'guest') {
          if (clearsSecond(scene.guest(operation.who), operation)) clearing.add(operation.n);
          return;
        }
        if (operation.port !== 'host' || operation.by !== 'device') return;
        const { event, given, who } = operation;
        if (event.op === 'close') {
          // Its objects go with a file.
          for (const known of queues.values()) for (const key of known.keys()) if (key.startsWith(`${who} ${event.fd} `)) known.delete(key);
          return;
        }
        if (event.op !== 'ioctl') return;
        if (given && (event.request === HW_QUEUE_ALLOC.number || event.request === DESTROY.number)) excused.add(who);
        const made = answerOf(event, HW_QUEUE_ALLOC);
        if (made !== undefined) {
          const guest = scene.around(operation, isGuest)?.who ?? who;
          const known = queues.get(guest) ?? new Map<string, number>();
          queues.set(guest, known.set(`${who} ${event.fd} ${made.out_hw_queue_id}`, made.index));
        }
        const gone = event.status === 'OK' ? askedOf(event, DESTROY) : undefined;
        if (gone !== undefined) for (const known of queues.values()) known.delete(`${who} ${event.fd} ${gone.id}`);
      },
      ends(operation) {
        if (!clearing.delete(operation.n) || excused.has(operation.who)) return;
        const left = [...(queues.get(operation.who)?.values() ?? [])];
        if (left.length === 0) bench.held();
        else bench.violated(operation, `ALLOC of both vCMDQs is 0, and hw_queue ${left.join(', ')} is left`);
      },
    };
  },
};

/** Whether ALLOC of vCMDQ 1 goes from 1 to 0, with that of vCMDQ 0 gone before. */
function clearsSecond(guest: GuestRegisters, operation: Operation): boolean {
  if (operation.port !== 'guest' || operation.event.op !== 'write') return false;
  const register = GuestRegisters.reached(operation.event.offset, operation.event.width);
  if (register?.name !== 'CMDQ_ALLOC_MAP_1') return false;
  if (extract(operation.event.value, fieldNamed(register, 'ALLOC')) !== 0n) return false;
  return guest.field('CMDQ_ALLOC_MAP_1', 'ALLOC') === 1n && guest.field('CMDQ_ALLOC_MAP_0', 'ALLOC') === 0n;
}
