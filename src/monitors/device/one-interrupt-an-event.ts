import { vmAt } from '../../machine/log';
import { VEVENT_HEADER, VEVENT_TEGRA241 } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { recordsIn } from '../views/vevents';

const RECORD = VEVENT_HEADER.bytes + VEVENT_TEGRA241.bytes;

/** EVT-09: an interrupt follows an event, at most one each. */
export const oneInterruptAnEvent: Monitor = {
  clause: 'EVT-09',
  layer: 'device',
  sees: ['guest interrupt', 'host fdRead', 'host ioctl HW_QUEUE_ALLOC'],
  needs: ['guest interrupt', 'host fdRead'],
  looksAt: 'each CMDQ-V interrupt of a guest: an event with an error map was read, or a hw_queue refused, since the one before',
  watch: (scene, bench) => {
    const pending = bench.keep(new Map<string, number>());
    return {
      begins(operation) {
        const who = vmAt(operation.who);
        if (operation.port === 'host' && operation.by === 'device' && operation.event.op === 'fdRead') {
          const { bytes, count } = operation.event;
          if (bytes === undefined || count < RECORD) return;
          // Records that are masked raise none.
          if (((scene.guest(who).field('VI_INT_MASK_0', 'MASK') ?? 0n) & 1n) !== 0n) return;
          const telling = recordsIn(bytes).filter(({ map }) => map !== undefined && map.some((word) => word !== 0n)).length;
          pending.set(who, (pending.get(who) ?? 0) + telling);
        } else if (operation.port === 'host' && operation.event.op === 'ioctl') {
          // A VMM may tell of CMDQ_INIT_ERR in the same way (FAIL-04).
          if (operation.by === 'device' && operation.event.status !== 'OK') pending.set(who, (pending.get(who) ?? 0) + 1);
        } else if (operation.port === 'guest' && operation.event.op === 'interrupt') {
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
