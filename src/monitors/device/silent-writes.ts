import type { Operation } from '../../machine/log';
import type { Register } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { GuestRegisters } from '../views/guest-registers';

function silent(clause: string, registers: string, isOf: (register: Register) => boolean): Monitor {
  const isSilent = (operation: Operation): boolean => {
    if (operation.port !== 'guest' || operation.event.op !== 'write') return false;
    const reached = GuestRegisters.reached(operation.event.offset, operation.event.width);
    return reached !== undefined && isOf(reached);
  };
  return {
    clause,
    layer: 'device',
    sees: ['guest write', 'host open', 'host ioctl *', 'host mmap', 'host munmap', 'host store'],
    needs: ['guest write', 'host ioctl HW_QUEUE_ALLOC'],
    looksAt: `each write of a guest to ${registers}: neither a system call nor a store in the host page follows`,
    watch: (scene, bench) => {
      const loud = new Set<number>();
      return {
        begins(operation) {
          if (operation.port !== 'host' || operation.by !== 'device') return;
          const write = scene.around(operation, (outer) => outer.port === 'guest');
          if (write === undefined || loud.has(write.n) || !isSilent(write)) return;
          loud.add(write.n);
          bench.violated(
            operation,
            `the guest's write to ${registers} made the VMM ${operation.event.op === 'store' ? 'store in the host page' : 'call the kernel'}`,
          );
        },
        ends(operation) {
          if (isSilent(operation) && !loud.has(operation.n)) bench.held();
        },
      };
    },
  };
}

/** WR-10: stream-ID slots that a guest writes go nowhere. */
export const silentStreamIds = silent('WR-10', 'SID_MATCH and SID_REPLACE', ({ definition, place }) => {
  return place.kind === 'vintf' && (definition.name === 'SID_MATCH' || definition.name === 'SID_REPLACE');
});

/** WR-13: CONS_INDX_BASE_DRAM goes nowhere. */
export const silentDramBase = silent('WR-13', 'CONS_INDX_BASE_DRAM', ({ definition }) => definition.name === 'CONS_INDX_BASE_DRAM');
