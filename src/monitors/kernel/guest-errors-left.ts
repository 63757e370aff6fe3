import type { Operation } from '../../machine/log';
import type { Monitor } from '../monitor';
import { isInterrupt } from '../views/outer-operations';
import { onKernelWrites } from './kernel-writes';

const isUserCall = (outer: Operation) => outer.port === 'host' && outer.event.op !== 'readable';

/** HOST-07: the kernel acknowledges no error in place of a guest. */
export const guestErrorsLeft: Monitor = {
  clause: 'HOST-07',
  layer: 'kernel',
  sees: [
    'registers interrupt',
    'registers write VINTF_CONFIG',
    'registers write VINTF_SID_MATCH',
    'registers write VINTF_SID_REPLACE',
    'registers write VCMDQ_CONS_INDX',
    'registers write VCMDQ_PROD_INDX',
    'registers write VCMDQ_CONFIG',
    'registers write VCMDQ_GERRORN',
    'registers write VCMDQ_BASE',
  ],
  skipsIdleWrites: true,
  onlyWithin: true,
  looksAt: 'each interrupt that the kernel handles: of its own accord it writes no register of a user VINTF or of a vCMDQ of one',
  watch: (scene, bench) => {
    const broken = bench.keep(new Set<number>());
    /** Interrupts that are being handled: most writes are made when there is none. */
    const under = bench.keep({ way: 0 });
    const written = onKernelWrites(scene, ({ operation, register: { name, place } }) => {
      if (!('vintf' in place) || place.vintf === 0) return;
      const interrupt = scene.around(operation, (outer) => isInterrupt(outer) || isUserCall(outer));
      if (interrupt === undefined || !isInterrupt(interrupt)) return;
      broken.add(interrupt.n);
      bench.violated(operation, `while it handles an interrupt the kernel writes ${name}`);
    });
    return {
      begins(operation) {
        if (isInterrupt(operation)) under.way += 1;
        else if (under.way > 0) written(operation);
      },
      ends(operation) {
        if (!isInterrupt(operation)) return;
        under.way -= 1;
        if (!broken.has(operation.n)) bench.held();
      },
    };
  },
};
