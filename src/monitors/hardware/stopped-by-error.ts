import { COMMAND_ERRORS, extract, fieldNamed } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { onStoppedQueues } from './stopped-queues';

/** ERR-03: an error stops its queue at the failing command until it is acknowledged. */
export const stoppedByError: Monitor = {
  clause: 'ERR-03',
  layer: 'hardware',
  sees: ['registers read VCMDQ_CONS_INDX', 'smmu execute'],
  needs: [
    'registers write VCMDQ_GERRORN',
    'registers write VCMDQ_CONFIG',
    'registers write CMDQ_ALLOC_MAP',
    'registers read VCMDQ_GERROR',
    'smmu execute',
  ],
  looksAt:
    'each command that is executed from a vCMDQ: since GERROR was read with an active error, GERRORN was written with another value; CONS_INDX read meanwhile: RD is behind the last command that was executed, at one that was fetched, or whose fetch was aborted where ERR says so',
  watch: (scene, bench) => {
    const errors = onStoppedQueues(scene, ({ error, operation, queue, queues, register, value }) => {
      const next = queues.next(queue);
      if (next === undefined) return;
      const at = Number(extract(value, fieldNamed(register, 'RD')));
      const told = `vCMDQ ${queue} stops with RD 0x${at.toString(16)}`;
      if (at !== next) bench.violated(operation, `${told}, and the command after the last one that was executed is 0x${next.toString(16)}`);
      else if (queues.knowsEntries(queue) && (error === COMMAND_ERRORS.ABT) === queues.isFetched(queue, at))
        bench.violated(
          operation,
          `${told}, an entry that was ${error === COMMAND_ERRORS.ABT ? 'read, and not with an abort' : 'not fetched'}`,
        );
      else bench.held();
    });
    return {
      begins(operation) {
        errors(operation);
        if (operation.port !== 'smmu' || operation.event.queue.kind === 'smmu') return;
        const { index } = operation.event.queue;
        const queues = scene.queues(operation.who);
        if (queues === undefined) return;
        if (queues.isStopped(index)) bench.violated(operation, `vCMDQ ${index} executes a command while its error is active`);
        else bench.held();
      },
    };
  },
};
