import { commandsOf, definitionOf } from '../../tables/commands';
import { HWPT_INVALIDATE } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { answerOf, askedOf } from '../views/call-structures';
import { isRequest } from '../views/outer-operations';

const isInvalidation = isRequest(HWPT_INVALIDATE);

interface Issued {
  commands: number;
  /** The last of them was a CMD_SYNC. */
  synced: boolean;
}

/** UAPI-INV-11: what HWPT_INVALIDATE says was done was issued, and waited for. */
export const issuedInvalidations: Monitor = {
  clause: 'UAPI-INV-11',
  layer: 'kernel',
  sees: ['host ioctl HWPT_INVALIDATE', 'registers submit'],
  needs: ['registers submit', 'host ioctl VIOMMU_ALLOC'],
  looksAt: 'each HWPT_INVALIDATE that succeeds: its commands were put on the SMMU queue, with a CMD_SYNC behind them',
  watch: (scene, bench) => {
    const issued = new Map<number, Issued>();
    /** Without a command of the kernel that was seen nobody knows whether they can be. */
    let visible = false;
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'submit') return;
        visible = true;
        const call = scene.around(operation, isInvalidation);
        if (call === undefined) return;
        const { commands } = operation.event;
        const known = issued.get(call.n) ?? { commands: 0, synced: false };
        issued.set(call.n, known);
        for (const words of commandsOf(commands)) {
          known.synced = definitionOf(words)?.name === 'CMD_SYNC';
          if (!known.synced) known.commands += 1;
        }
      },
      ends(operation) {
        if (operation.port !== 'host' || operation.given || !visible) return;
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
