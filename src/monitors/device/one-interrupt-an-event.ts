import { type GuestEvent, vmAt } from '../../machine/log';
import { VEVENT_HEADER, VEVENT_TEGRA241, VEVENTQ_TYPES } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { GuestRegisters } from '../views/guest-registers';
import { forgetVm } from '../views/places';
import type { UserObjects } from '../views/user-objects';
import { recordsIn } from '../views/vevents';

const RECORD = VEVENT_HEADER.bytes + VEVENT_TEGRA241.bytes;

/** Whether a file may be one of error maps: of another vEVENTQ it is not. Of one that was there before the log nobody knows. */
function mayTellMaps(objects: UserObjects, fd: number): boolean {
  const queues = objects.all('vEVENTQ').filter((queue) => queue.fd === fd);
  return queues.length === 0 || queues.some(({ type }) => type === VEVENTQ_TYPES.TEGRA241_CMDQV);
}

/** Whether an event tells of vCMDQs with a hw_queue alone: others a device may drop (EVT-11), and of two SMMUs nobody knows whose they are. */
function isOfQueues({ queues, viommus }: UserObjects, [first = 0n, second = 0n]: readonly bigint[]): boolean {
  const known = queues.reduce((bits, { index }) => bits | (1n << BigInt(index)), 0n);
  return viommus <= 1 && second === 0n && (first & ~known) === 0n;
}

/** EVT-09: an interrupt follows an event, and one at least comes before a reset; at most one each. */
export const oneInterruptAnEvent: Monitor = {
  clause: 'EVT-09',
  layer: 'device',
  sees: [
    ...(['guest interrupt', 'guest reset', 'guest shutDown', 'guest write VI_INT_MASK', 'guest write no register'] as const),
    ...(['host fdRead', 'host close', 'host ioctl HW_QUEUE_ALLOC'] as const),
  ],
  needs: ['guest interrupt', 'host fdRead'],
  looksAt:
    'each CMDQ-V interrupt of a guest: an event with an error map was read, or a hw_queue refused, since the one before; each reset and shutdown, and each CLOSE of the event file, after such an event of hw_queues that are there: an interrupt came',
  watch: (scene, bench) => {
    const pending = bench.keep(new Map<string, number>());
    /** VMs that read an event while their guest is known to take interrupts, and raised none since; and the file that it came from. */
    const owing = bench.keep(new Map<string, number>());
    /** Guests that mask interrupts, or may do so by an access to no register: a VM at two SMMUs has one of each. */
    const masking = bench.keep(new Set<string>());
    const written = (who: string, { offset, value, width }: Extract<GuestEvent, { readonly op: 'write' }>) => {
      const register = GuestRegisters.reached(offset, width);
      if (register?.name === 'VI_INT_MASK_0' && (value & 1n) === 0n) masking.delete(who);
      else if (register === undefined || register.name === 'VI_INT_MASK_0') masking.add(who);
    };
    const isMasking = (vm: string) => [...masking].some((place) => vmAt(place) === vm);
    return {
      begins(operation) {
        const who = vmAt(operation.who);
        if (operation.port === 'host' && operation.by === 'device' && operation.event.op === 'fdRead') {
          const { bytes, count, fd } = operation.event;
          if (bytes === undefined || count < RECORD || !mayTellMaps(scene.process(operation.who), fd)) return;
          // Records that are masked raise none.
          const mask = scene.guest(who).field('VI_INT_MASK_0', 'MASK');
          if (((mask ?? 0n) & 1n) !== 0n) return;
          const telling = recordsIn(bytes).flatMap(({ map }) => (map?.some((word) => word !== 0n) === true ? [map] : []));
          pending.set(who, (pending.get(who) ?? 0) + telling.length);
          if (mask === undefined || isMasking(who)) return;
          if (telling.some((map) => isOfQueues(scene.process(operation.who), map))) owing.set(who, fd);
        } else if (operation.port === 'host' && operation.event.op === 'close') {
          if (operation.by === 'device' && owing.get(who) === operation.event.fd && owing.delete(who))
            bench.violated(operation, 'the event file is closed, and the guest got no interrupt for the event that was read');
        } else if (operation.port === 'host' && operation.event.op === 'ioctl') {
          // A VMM may tell of CMDQ_INIT_ERR in the same way (FAIL-04).
          if (operation.by === 'device' && operation.event.status !== 'OK') pending.set(who, (pending.get(who) ?? 0) + 1);
        } else if (operation.port === 'guest' && operation.event.op === 'write') written(operation.who, operation.event);
        else if (operation.port === 'guest' && operation.event.op === 'reset') {
          forgetVm(masking, who);
          if (owing.delete(who)) bench.violated(operation, 'the guest is reset, and got no interrupt for the event that was read');
        } else if (operation.port === 'guest' && operation.event.op === 'shutDown') {
          if (owing.delete(who)) bench.violated(operation, 'the guest is shut down, and got no interrupt for the event that was read');
        } else if (operation.port === 'guest' && operation.event.op === 'interrupt') {
          owing.delete(who);
          const left = pending.get(who) ?? (scene.whole ? 0 : undefined);
          // In a log that begins in the middle the event may have been read before.
          if (left === undefined) return;
          if (left === 0) bench.violated(operation, 'the guest gets an interrupt although no event was read since the last one');
          else bench.held();
          pending.set(who, Math.max(0, left - 1));
        }
      },
    };
  },
};
