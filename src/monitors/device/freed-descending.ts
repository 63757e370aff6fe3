import { type GuestEvent, type Operation, vmAt } from '../../machine/log';
import { extract, fieldNamed } from '../../tables/registers';
import { DESTROY } from '../../tables/uapi';
import type { Monitor, Sight } from '../monitor';
import { askedOf } from '../views/call-structures';
import { GuestRegisters } from '../views/guest-registers';

/** What frees all queues of a guest at once. */
type Freeing = (event: GuestEvent) => boolean;

function clears(register: string, field: string): Freeing {
  return (event) => {
    if (event.op !== 'write') return false;
    const reached = GuestRegisters.reached(event.offset, event.width);
    return reached?.name === register && extract(event.value, fieldNamed(reached, field)) === 0n;
  };
}

/** The bit that a guest polls once it has cleared another. */
interface Acknowledged {
  readonly config: string;
  readonly field: string;
  readonly sight: Sight;
  readonly status: string;
  readonly bit: string;
}

const CMDQV_ENABLED: Acknowledged = {
  config: 'CMDQV_CONFIG',
  field: 'CMDQV_EN',
  sight: 'guest read CMDQV_STATUS',
  status: 'CMDQV_STATUS',
  bit: 'CMDQV_ENABLED',
};
const ENABLE_OK: Acknowledged = {
  config: 'VINTF0_CONFIG',
  field: 'ENABLE',
  sight: 'guest read VINTF_STATUS',
  status: 'VINTF0_STATUS',
  bit: 'ENABLE_OK',
};

interface Freed {
  readonly what: string;
  readonly cause: Sight;
  readonly freeing: Freeing;
  readonly acknowledged?: Acknowledged;
}

function freedDescending(clause: string, { acknowledged, cause, freeing, what }: Freed): Monitor {
  const isFreeing = (operation: Operation) => operation.port === 'guest' && freeing(operation.event);
  return {
    clause,
    layer: 'device',
    sees: [
      ...(['host ioctl DESTROY', 'host ioctl HW_QUEUE_ALLOC'] as const),
      cause,
      ...(acknowledged === undefined ? [] : [acknowledged.sight, 'guest write no register' as const]),
    ],
    needs: [
      'host ioctl DESTROY',
      'host ioctl HW_QUEUE_ALLOC',
      'guest reset',
      ...(acknowledged === undefined ? [] : ['guest write' as const]),
    ],
    looksAt: `each DESTROY of a hw_queue because of ${what}: none of a higher index is left; and once it is served, of no index${acknowledged === undefined ? '' : `, and ${acknowledged.bit} reads 0`}`,
    watch: (scene, bench) => {
      /** Processes whose kernel would not destroy a queue, or was made to answer as the suite wanted: a VMM may have lost one. */
      const excused = bench.keep(new Set<string>());
      /** Guests whose last write may have changed the bit or not, as it is no access to a register. */
      const unsure = bench.keep(new Set<string>());
      const seen = (operation: Extract<Operation, { readonly port: 'guest' }>) => {
        const { event, who } = operation;
        if (acknowledged === undefined || (event.op !== 'read' && event.op !== 'write')) return;
        const register = GuestRegisters.reached(event.offset, event.width);
        if (event.op === 'write') {
          if (register === undefined) unsure.add(who);
          else if (register.name === acknowledged.config) unsure.delete(who);
          return;
        }
        if (event.value === undefined || register?.name !== acknowledged.status || unsure.has(who)) return;
        if (scene.guest(who).field(acknowledged.config, acknowledged.field) !== 0n) return;
        if (extract(event.value, fieldNamed(register, acknowledged.bit)) !== 0n)
          bench.violated(operation, `${acknowledged.status} reads 0x${event.value.toString(16)} after ${what}`);
      };
      return {
        begins(operation) {
          if (operation.port === 'guest') seen(operation);
          if (operation.port !== 'host' || operation.by !== 'device' || operation.event.op !== 'ioctl') return;
          const { event, given, who } = operation;
          const asked = askedOf(event, DESTROY);
          // One that is not made is not there to be lost (FAIL-06).
          if (given || (asked !== undefined && event.status !== 'OK' && scene.process(who).mayBeQueue(event.fd, asked.id)))
            excused.add(who);
          if (asked === undefined || scene.around(operation, isFreeing) === undefined) return;
          const queues = scene.process(who).of(event.fd, 'hw_queue');
          const gone = queues.find(({ id }) => id === asked.id);
          if (gone === undefined) return;
          const higher = queues.find(({ index, viommu }) => viommu === gone.viommu && index > gone.index);
          if (higher === undefined) bench.held();
          else bench.violated(operation, `hw_queue ${gone.index} is destroyed before hw_queue ${higher.index}`);
        },
        ends(operation) {
          if (!isFreeing(operation)) return;
          const vm = vmAt(operation.who);
          const { queues } = scene.process(vm);
          // Of a VM at two SMMUs nobody knows here which of them a queue is of.
          if (queues.length === 0 || excused.has(vm) || scene.atSeveral(operation.who)) return;
          bench.violated(operation, `hw_queue ${queues.map(({ index }) => index).join(', ')} is left after ${what}`);
        },
      };
    },
  };
}

/** WR-02: CMDQV_EN=0 frees the queues in descending order. */
export const freedByDisable = freedDescending('WR-02', {
  what: 'CMDQV_EN=0',
  cause: 'guest write CMDQV_CONFIG',
  freeing: clears('CMDQV_CONFIG', 'CMDQV_EN'),
  acknowledged: CMDQV_ENABLED,
});

/** WR-09: ENABLE=0 of VINTF0 frees the queues in descending order. */
export const freedByVintf = freedDescending('WR-09', {
  what: 'ENABLE=0 of VINTF0',
  cause: 'guest write VINTF_CONFIG',
  freeing: clears('VINTF0_CONFIG', 'ENABLE'),
  acknowledged: ENABLE_OK,
});

/** TEAR-05: a reset frees the queues in descending order. */
export const freedByReset = freedDescending('TEAR-05', { what: 'a reset', cause: 'guest reset', freeing: ({ op }) => op === 'reset' });
