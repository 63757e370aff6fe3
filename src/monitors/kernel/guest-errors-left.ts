import type { Operation } from '../../machine/log';
import type { Monitor } from '../monitor';
import { isInterrupt } from '../views/outer-operations';
import { onKernelWrites, vintfOf } from './kernel-writes';

const isUserCall = (outer: Operation) => outer.port === 'host' && outer.event.op !== 'readable';

/** HOST-07: the kernel acknowledges its own errors, and none in place of a guest. */
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
    'registers read VCMDQ_GERROR',
  ],
  skipsIdleWrites: true,
  onlyWithin: true,
  looksAt:
    'each interrupt that the kernel handles: of its own accord it writes no register of a user VINTF or of a vCMDQ of one; an error of VINTF0 that it reads in GERROR it acknowledges',
  watch: (scene, bench) => {
    const broken = bench.keep(new Set<number>());
    /** Interrupts that are being handled: most writes are made when there is none. */
    const under = bench.keep({ way: 0 });
    /** Errors of the host's own vCMDQs as an interrupt has read them, by SMMU and number. */
    const unanswered = bench.keep(new Map<string, { readonly interrupt: number; readonly queue: number; readonly gerror: bigint }>());
    const handled = (operation: Operation) => {
      const interrupt = scene.around(operation, (outer) => isInterrupt(outer) || isUserCall(outer));
      return interrupt !== undefined && isInterrupt(interrupt) ? interrupt : undefined;
    };
    const read = (operation: Operation) => {
      if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'read') return;
      const { value: gerror, width } = operation.event;
      const block = scene.block(operation.who);
      const register = scene.registerOf(operation);
      const queue = register === undefined ? undefined : block?.queueAt(register);
      if (block === undefined || register === undefined || queue === undefined || gerror === undefined || width !== 4) return;
      const acknowledged = block.ofQueue(queue, 'GERRORN');
      if (vintfOf(block, register) !== 0 || !scene.knows(block, acknowledged) || gerror === block.value(acknowledged)) return;
      const interrupt = handled(operation)?.n;
      if (interrupt !== undefined) unanswered.set(`${operation.who} ${queue}`, { interrupt, queue, gerror });
    };
    const written = onKernelWrites(scene, ({ block, operation, register, value }) => {
      const { definition, name } = register;
      if (vintfOf(block, register) === 0) {
        const queue = definition.name === 'GERRORN' && unanswered.size > 0 ? block.queueAt(register) : undefined;
        const key = `${operation.who} ${queue}`;
        if (unanswered.get(key)?.gerror === value) unanswered.delete(key);
        return;
      }
      const interrupt = handled(operation);
      if (interrupt === undefined) return;
      broken.add(interrupt.n);
      bench.violated(operation, `while it handles an interrupt the kernel writes ${name}`);
    });
    return {
      begins(operation) {
        if (isInterrupt(operation)) under.way += 1;
        else if (under.way > 0) {
          read(operation);
          written(operation);
        }
      },
      ends(operation) {
        if (!isInterrupt(operation)) return;
        under.way -= 1;
        for (const [key, { interrupt, queue }] of unanswered)
          if (interrupt === operation.n) {
            unanswered.delete(key);
            broken.add(interrupt);
            bench.violated(operation, `GERROR of vCMDQ ${queue}, the host's own, tells an error, and GERRORN is not written`);
          }
        if (!broken.has(operation.n)) bench.held();
      },
    };
  },
};
