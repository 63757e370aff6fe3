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

function freedDescending(clause: string, what: string, cause: Sight, freeing: Freeing): Monitor {
  const isFreeing = (operation: Operation) => operation.port === 'guest' && freeing(operation.event);
  return {
    clause,
    layer: 'device',
    sees: ['host ioctl DESTROY', 'host ioctl HW_QUEUE_ALLOC', cause],
    needs: ['host ioctl DESTROY', 'host ioctl HW_QUEUE_ALLOC', cause.startsWith('guest write') ? 'guest write' : cause],
    looksAt: `each DESTROY of a hw_queue because of ${what}: none of a higher index is left; and once it is served, of no index`,
    watch: (scene, bench) => {
      /** Processes whose kernel would not make or destroy a queue, or was made to answer as the suite wanted: a VMM may have lost one. */
      const excused = bench.keep(new Set<string>());
      return {
        begins(operation) {
          if (operation.port !== 'host' || operation.by !== 'device' || operation.event.op !== 'ioctl') return;
          const { event, given, who } = operation;
          if (given || event.status !== 'OK') excused.add(who);
          const asked = askedOf(event, DESTROY);
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
          if (queues.length === 0 || excused.has(vm) || scene.process(vm).viommus > 1) return;
          bench.violated(operation, `hw_queue ${queues.map(({ index }) => index).join(', ')} is left after ${what}`);
        },
      };
    },
  };
}

/** WR-02: CMDQV_EN=0 frees the queues in descending order. */
export const freedByDisable = freedDescending('WR-02', 'CMDQV_EN=0', 'guest write CMDQV_CONFIG', clears('CMDQV_CONFIG', 'CMDQV_EN'));

/** WR-09: ENABLE=0 of VINTF0 frees the queues in descending order. */
export const freedByVintf = freedDescending('WR-09', 'ENABLE=0 of VINTF0', 'guest write VINTF_CONFIG', clears('VINTF0_CONFIG', 'ENABLE'));

/** TEAR-05: a reset frees the queues in descending order. */
export const freedByReset = freedDescending('TEAR-05', 'a reset', 'guest reset', ({ op }) => op === 'reset');
