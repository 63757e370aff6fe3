import { vmAt } from '../../machine/log';
import type { Monitor } from '../monitor';
import { isGuest } from '../views/outer-operations';

function silent(clause: string, registers: string, names: readonly string[]): Monitor {
  return {
    clause,
    layer: 'device',
    sees: names.map((name) => `guest write ${name}` as const),
    needs: ['guest write', 'host ioctl HW_QUEUE_ALLOC'],
    looksAt: `each write of a guest to ${registers}: neither a system call nor a store in the host page follows`,
    watch: (scene, bench) => ({
      ends(write) {
        const loud = scene.lastCall(vmAt(write.who));
        if (loud === undefined || loud.n < write.n || scene.around(loud, isGuest)?.n !== write.n) bench.held();
        else
          bench.violated(
            loud,
            `the guest's write to ${registers} made the VMM ${loud.event.op === 'store' ? 'store in the host page' : 'call the kernel'}`,
          );
      },
    }),
  };
}

/** WR-10: stream-ID slots that a guest writes go nowhere. */
export const silentStreamIds = silent('WR-10', 'SID_MATCH and SID_REPLACE', ['VINTF_SID_MATCH', 'VINTF_SID_REPLACE']);

/** WR-13: CONS_INDX_BASE_DRAM goes nowhere. */
export const silentDramBase = silent('WR-13', 'CONS_INDX_BASE_DRAM', ['VCMDQ_CONS_INDX_BASE_DRAM']);
