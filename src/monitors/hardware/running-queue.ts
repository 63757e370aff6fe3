import type { Operation } from '../../machine/log';
import type { Monitor } from '../monitor';
import type { PhysicalBlock } from '../views/physical-block';

/** CQ-11: a vCMDQ runs while all four conditions hold. */
export const runningQueue: Monitor = {
  clause: 'CQ-11',
  layer: 'hardware',
  sees: [
    ...(['CMDQV', 'VCMDQ'] as const).flatMap((of) => [`registers write ${of}_CONFIG`, `registers read ${of}_STATUS`] as const),
    'smmu execute',
  ],
  needs: ['registers write CMDQV_CONFIG', 'registers write VCMDQ_CONFIG', 'registers read VCMDQ_STATUS', 'smmu execute'],
  looksAt:
    'each command that is executed from a vCMDQ: CMDQV_EN, ENABLE of its VINTF, ALLOC and CMDQ_EN are set; CMDQ_EN_OK did not read 0 both before and after it',
  watch: (scene, bench) => {
    // Commands in flight may end after CMDQ_EN, ENABLE or CMDQV_EN is cleared, until STATUS is seen to have followed.
    const running = bench.keep(new Map<string, 'enabled' | 'stopping'>());
    const blocks = bench.keep(new Set<string>());
    /** vCMDQs with CMDQ_EN whose CMDQ_EN_OK read 0, by which operation, and whether a command was executed since. */
    const unacknowledged = bench.keep(new Map<string, { readonly n: number; readonly executed: boolean }>());
    /** CMDQ_EN_OK reads 0 although CMDQ_EN is set: what was executed since it last did was executed without it. */
    const notAcknowledged = (operation: Operation, queue: number, block: PhysicalBlock) => {
      const key = `${operation.who} ${queue}`;
      const last = unacknowledged.get(key);
      const { alloc, vintf } = block.allocation(queue);
      if (!alloc || vintf >= block.geometry.vintfs) return;
      const switches = [block.register('CMDQV_CONFIG'), block.entryOf(queue), block.configOf(vintf)];
      if (
        last?.executed === true &&
        scene.queues(operation.who)?.isStopped(queue) !== true &&
        !switches.some((register) => block.isWrittenAfter(last.n, register))
      )
        bench.violated(operation, `vCMDQ ${queue} has executed a command, and CMDQ_EN_OK is 0 as it was before`);
      unacknowledged.set(key, { n: operation.n, executed: false });
    };
    return {
      begins(operation) {
        const block = scene.block(operation.who);
        if (block === undefined) return;
        if (operation.port === 'registers' && (operation.event.op === 'read' || operation.event.op === 'write')) {
          const { event, given, who } = operation;
          const register = scene.registerOf(operation);
          if (register === undefined) return;
          const isSet = event.value !== undefined && (event.value & 1n) === 1n;
          const hasStopped = event.op === 'read' && event.value !== undefined && !isSet && !given;
          if (register.place.kind === 'global') {
            if (hasStopped || (event.op === 'write' && isSet)) blocks.delete(who);
            else if (event.op === 'write' && block.isEnabled) blocks.add(who);
          } else {
            const queue = block.queueAt(register);
            if (queue === undefined) return;
            const key = `${who} ${queue}`;
            if (event.op === 'write' || isSet) unacknowledged.delete(key);
            else if (hasStopped && running.get(key) === 'enabled') notAcknowledged(operation, queue, block);
            if (event.op === 'write' && isSet) running.set(key, 'enabled');
            else if (event.op === 'write') {
              if (running.has(key) || !scene.knows(block, register)) running.set(key, 'stopping');
            } else if (hasStopped && running.get(key) === 'stopping') running.delete(key);
          }
          return;
        }
        if (operation.port !== 'smmu' || operation.event.queue.kind === 'smmu') return;
        const { index, lvcmdq, vintf } = operation.event.queue;
        const { geometry } = block;
        if (index >= geometry.vcmdqs || vintf >= geometry.vintfs) {
          bench.violated(
            operation,
            `vCMDQ ${index} executes a command for VINTF ${vintf}: there are ${geometry.vcmdqs} vCMDQs and ${geometry.vintfs} VINTFs`,
          );
          return;
        }
        const key = `${operation.who} ${index}`;
        const last = unacknowledged.get(key);
        if (last !== undefined) unacknowledged.set(key, { n: last.n, executed: true });
        const entry = block.allocation(index);
        const conditions = [
          { of: block.register('CMDQV_CONFIG'), holds: block.isEnabled || blocks.has(operation.who), otherwise: 'CMDQV_EN is 0' },
          {
            of: block.configOf(vintf),
            holds: block.vintfField(vintf, 'ENABLE') === 1n || scene.queues(operation.who)?.vintfs.has(vintf) === true,
            otherwise: `VINTF ${vintf} is disabled`,
          },
          {
            of: block.entryOf(index),
            holds: entry.alloc && entry.vintf === vintf && entry.lvcmdq === lvcmdq,
            otherwise: 'the vCMDQ is not allocated to it',
          },
          { of: block.ofQueue(index, 'CONFIG'), holds: running.has(key), otherwise: 'CMDQ_EN is 0' },
        ];
        const missing = conditions.flatMap(({ holds, of, otherwise }) => (holds || !scene.knows(block, of) ? [] : [otherwise]));
        if (missing.length === 0 && conditions.some(({ holds }) => !holds)) return;
        if (missing.length === 0) bench.held();
        else bench.violated(operation, `vCMDQ ${index} executes a command although ${missing.join(', ')}`);
      },
    };
  },
};
