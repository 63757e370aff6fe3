import { commandsOf, definitionOf } from '../../tables/commands';
import { HWPT_INVALIDATE } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { answerOf, askedOf } from '../views/call-structures';
import { isRequest } from '../views/outer-operations';

const isInvalidation = isRequest(HWPT_INVALIDATE);

interface Issued {
  readonly commands: number;
  /** The last of them was a CMD_SYNC. */
  readonly synced: boolean;
}

/** UAPI-INV-11: what HWPT_INVALIDATE says was done was issued, and waited for. */
export const issuedInvalidations: Monitor = {
  clause: 'UAPI-INV-11',
  layer: 'kernel',
  sees: ['host ioctl HWPT_INVALIDATE', 'registers submit'],
  needs: ['registers submit', 'host ioctl VIOMMU_ALLOC'],
  looksAt: 'each HWPT_INVALIDATE that succeeds: its commands were put on the SMMU queue, with a CMD_SYNC behind them',
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
        let { commands = 0, synced = false } = issued.get(call.n) ?? {};
        for (const words of commandsOf(operation.event.commands)) {
          synced = definitionOf(words)?.name === 'CMD_SYNC';
          if (!synced) commands += 1;
        }
        issued.set(call.n, { commands, synced });
      },
      ends(operation) {
        if (operation.port !== 'host' || operation.given || !known.visible) return;
        const { commands = 0, synced = false } = issued.get(operation.n) ?? {};
        issued.delete(operation.n);
        const asked = askedOf(operation.event, HWPT_INVALIDATE);
        if (asked === undefined || asked.entry_num === 0 || answerOf(operation.event, HWPT_INVALIDATE) === undefined) return;
        if (commands >= asked.entry_num && synced) bench.held();
        else
          bench.violated(
            operation,
            `HWPT_INVALIDATE of ${asked.entry_num} commands succeeds after ${commands} were issued, ${synced ? 'and' : 'no'} CMD_SYNC behind them`,
          );
      },
    };
  },
};
