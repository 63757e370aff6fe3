import type { Operation } from '../../machine/log';
import type { Monitor } from '../monitor';

const isInterrupt = (outer: Operation) => outer.port === 'registers' && outer.event.op === 'interrupt';

/** GERR-09: an interrupt comes for an error. */
export const toldByMaps: Monitor = {
  clause: 'GERR-09',
  layer: 'hardware',
  sees: ['registers read VI_ERR_MAP', 'registers interrupt'],
  looksAt: 'each interrupt of the block after which the kernel reads the error maps: a VINTF has its bit set',
  watch: (scene, bench) => {
    /** By interrupt: what was read of the maps; `given` where the hardware was not asked for all of them. */
    const maps = new Map<number, bigint | 'given'>();
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'read') return;
        const register = scene.block(operation.who)?.reached(operation.event);
        if (register?.definition.name !== 'VI_ERR_MAP') return;
        const interrupt = scene.around(operation, isInterrupt);
        if (interrupt === undefined) return;
        const before = maps.get(interrupt.n) ?? 0n;
        maps.set(interrupt.n, operation.given || before === 'given' ? 'given' : before | (operation.event.value ?? 0n));
      },
      ends(operation) {
        if (!isInterrupt(operation)) return;
        const map = maps.get(operation.n);
        maps.delete(operation.n);
        if (map === undefined || map === 'given') return;
        if (map !== 0n) bench.held();
        else bench.violated(operation, 'the block raises its interrupt, and no VINTF has an error');
      },
    };
  },
};
