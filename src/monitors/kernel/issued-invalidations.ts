import { canBeAskedFor, commandsOf, definitionOf } from '../../tables/commands';
import { HWPT_INVALIDATE } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { answerOf, askedOf } from '../views/call-structures';
import { isRequest } from '../views/outer-operations';

/** Most commands between two CMD_SYNCs. */
const BATCH = 63;

const isInvalidation = isRequest(HWPT_INVALIDATE);

interface Issued {
  /** Those that a VM can ask for: others a kernel sends of its own accord. */
  readonly commands: number;
  /** The last of them was a CMD_SYNC. */
  readonly synced: boolean;
  /** Of those: since the last CMD_SYNC, and the most between two. */
  readonly batch: number;
  readonly longest: number;
}

/** UAPI-INV-11: what HWPT_INVALIDATE says was done was issued, and waited for. */
export const issuedInvalidations: Monitor = {
  clause: 'UAPI-INV-11',
  layer: 'kernel',
  sees: ['host ioctl HWPT_INVALIDATE', 'registers submit'],
  needs: ['registers submit', 'host ioctl VIOMMU_ALLOC'],
  looksAt:
    'each HWPT_INVALIDATE that succeeds: its commands were put on the SMMU queue, with a CMD_SYNC behind them, and behind 63 at most',
  watch: (scene, bench) => {
    const issued = bench.keep(new Map<number, Issued>());
    /** Without a command of the kernel that was seen nobody knows whether they can be. */
    const known = bench.keep({ visible: false });
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'submit') return;
        known.visible = true;
        const call = scene.around(operation, isInvalidation);
        if (call === undefined) return;
        let { batch = 0, commands = 0, longest = 0, synced = false } = issued.get(call.n) ?? {};
        for (const words of commandsOf(operation.event.commands)) {
          synced = definitionOf(words)?.name === 'CMD_SYNC';
          if (synced) batch = 0;
          else if (canBeAskedFor(words)) {
            commands += 1;
            batch += 1;
          }
          longest = Math.max(longest, batch);
        }
        issued.set(call.n, { batch, commands, longest, synced });
      },
      ends(operation) {
        if (operation.port !== 'host' || operation.given || !known.visible) return;
        const { commands = 0, longest = 0, synced = false } = issued.get(operation.n) ?? {};
        issued.delete(operation.n);
        const asked = askedOf(operation.event, HWPT_INVALIDATE);
        if (asked === undefined || asked.entry_num === 0 || answerOf(operation.event, HWPT_INVALIDATE) === undefined) return;
        if (longest > BATCH) bench.violated(operation, `HWPT_INVALIDATE issues ${longest} commands in a row without a CMD_SYNC`);
        else if (commands >= asked.entry_num && synced) bench.held();
        else
          bench.violated(
            operation,
            `HWPT_INVALIDATE of ${asked.entry_num} commands succeeds after ${commands} were issued, ${synced ? 'and' : 'no'} CMD_SYNC behind them`,
          );
      },
    };
  },
};

/** UAPI-INV-14: HWPT_INVALIDATE does not succeed where its CMD_SYNC timed out. */
export const timeoutsTold: Monitor = {
  clause: 'UAPI-INV-14',
  layer: 'kernel',
  sees: ['host ioctl HWPT_INVALIDATE', 'registers submit'],
  needs: ['registers submit', 'host ioctl VIOMMU_ALLOC'],
  looksAt: 'each HWPT_INVALIDATE in which a CMD_SYNC times out: it does not succeed',
  watch: (scene, bench) => {
    const last = bench.keep<{ timedOut: number | undefined }>({ timedOut: undefined });
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'submit') return;
        if (operation.event.result?.error === 'timeout') last.timedOut = scene.around(operation, isInvalidation)?.n;
      },
      ends(operation) {
        if (operation.port !== 'host' || operation.event.op !== 'ioctl' || operation.given || last.timedOut !== operation.n) return;
        if (operation.event.status === 'OK') bench.violated(operation, 'HWPT_INVALIDATE succeeds, and its CMD_SYNC timed out');
        else if (operation.event.status !== undefined) bench.held();
      },
    };
  },
};
