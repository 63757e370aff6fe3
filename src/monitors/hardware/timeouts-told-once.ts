import { definitionOf } from '../../tables/commands';
import { COMMAND_ERRORS, extract, fieldIn, VCMDQ_PAGE0_REGISTERS } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { onStoppedQueues } from './stopped-queues';

const CMDQ_ERR = fieldIn(VCMDQ_PAGE0_REGISTERS, 'GERRORN', 'CMDQ_ERR');

/** GERR-07: an ATC_INV that timed out is told of once. */
export const timeoutsToldOnce: Monitor = {
  clause: 'GERR-07',
  layer: 'hardware',
  sees: [
    'smmu execute',
    'registers read VCMDQ_CONS_INDX',
    'registers write VCMDQ_GERRORN',
    'registers write VCMDQ_GERROR',
    'registers write VCMDQ_CONFIG',
    'registers write VCMDQ_BASE',
  ],
  needs: ['smmu execute', 'registers read VCMDQ_CONS_INDX', 'registers read VCMDQ_GERROR', 'registers write VCMDQ_GERRORN'],
  looksAt:
    'each error ATC_INV_SYNC that CONS_INDX tells of: an ATC_INV of the queue timed out since the one before; each CMD_SYNC that is executed behind one that timed out: an error was acknowledged since',
  watch: (scene, bench) => {
    /** By queue: timed out and told, and the error that tells so still stands. */
    const owed = bench.keep(new Set<string>());
    const told = bench.keep(new Set<string>());
    /** Queues of which an ATC_INV timed out since anything was written that ends its error, or takes the queue from its commands. */
    const behind = bench.keep(new Set<string>());
    /** Those that were flushed and given to a user where the log shows it: of what was before nothing is owed. */
    const fresh = bench.keep(new Set<string>());
    const errors = onStoppedQueues(scene, ({ error, operation, queue }) => {
      const key = `${operation.who} ${queue}`;
      if (error !== COMMAND_ERRORS.ATC_INV_SYNC || told.has(key)) return;
      told.add(key);
      if (owed.delete(key)) bench.held();
      else if (scene.whole || fresh.has(key))
        bench.violated(operation, `vCMDQ ${queue} stops with ATC_INV_SYNC, and no ATC_INV has timed out since it last did`);
    });
    return {
      begins(operation) {
        errors(operation);
        if (operation.port === 'smmu' && operation.event.queue.kind === 'vcmdq') {
          const key = `${operation.who} ${operation.event.queue.index}`;
          if (operation.event.outcome === 'atcTimeout') {
            owed.add(key);
            behind.add(key);
          } else if (behind.has(key) && definitionOf(operation.event)?.name === 'CMD_SYNC') {
            behind.delete(key);
            bench.violated(operation, `vCMDQ ${operation.event.queue.index} executes a CMD_SYNC behind an ATC_INV that timed out`);
          }
        }
        if (operation.port !== 'registers' || operation.event.op !== 'write') return;
        const block = scene.block(operation.who);
        const register = scene.registerOf(operation);
        if (block === undefined || register === undefined) return;
        const queue = block.queueAt(register);
        // Of a slot nobody knows which vCMDQ it is, where the log does not tell what is mapped.
        for (const key of behind)
          if (key === `${operation.who} ${queue}` || (queue === undefined && key.startsWith(`${operation.who} `))) behind.delete(key);
        const { name } = register.definition;
        if (name === 'BASE') {
          const reset = scene.resetEndedBy(operation);
          if (reset !== undefined) fresh.add(reset.key);
          return;
        }
        // What is told outlasts CMDQ_EN, and a write of GERROR alone, which is read-only.
        if (queue === undefined || name === 'CONFIG' || (name === 'GERROR' && operation.event.width === 4)) return;
        // What is as it was acknowledges nothing.
        if (name === 'GERRORN' && extract(operation.event.value ^ block.value(register), CMDQ_ERR) === 0n) return;
        told.delete(`${operation.who} ${queue}`);
      },
    };
  },
};
