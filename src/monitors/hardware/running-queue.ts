import type { Monitor } from '../monitor';

/** CQ-11: a vCMDQ runs while all four conditions hold. */
export const runningQueue: Monitor = {
  clause: 'CQ-11',
  layer: 'hardware',
  sees: ['registers write CMDQV_CONFIG', 'registers write VCMDQ_CONFIG', 'registers read VCMDQ_STATUS', 'smmu execute'],
  looksAt: 'each command that is executed from a vCMDQ: CMDQV_EN, ENABLE of its VINTF, ALLOC and CMDQ_EN are set',
  watch: (scene, bench) => {
    const known = bench.keep({ configured: false });
    // Commands in flight may end after CMDQ_EN is cleared, until CMDQ_EN_OK is seen to have fallen.
    const running = bench.keep(new Map<string, 'enabled' | 'stopping'>());
    return {
      begins(operation) {
        const block = scene.block(operation.who);
        if (block === undefined) return;
        if (operation.port === 'registers' && (operation.event.op === 'read' || operation.event.op === 'write')) {
          const { event, who } = operation;
          const register = block.reached(event);
          // CMDQV_EN is set out of reset: only a write tells what it is.
          if (event.op === 'write' && register?.name === 'CMDQV_CONFIG') known.configured = true;
          const queue = register === undefined ? undefined : block.queueAt(register);
          if (register === undefined || queue === undefined) return;
          const key = `${who} ${queue}`;
          const { name } = register.definition;
          if (event.op === 'write' && name === 'CONFIG') {
            if ((event.value & 1n) === 1n) running.set(key, 'enabled');
            else if (running.has(key) || !scene.knows(block, register)) running.set(key, 'stopping');
          } else if (event.op === 'read' && name === 'STATUS' && running.get(key) === 'stopping' && event.value === 0n) running.delete(key);
          return;
        }
        if (operation.port !== 'smmu' || operation.event.queue.kind === 'smmu') return;
        const { index, lvcmdq, vintf } = operation.event.queue;
        const { vcmdqs, vintfs } = block.geometry;
        if (index >= vcmdqs || vintf >= vintfs) {
          bench.violated(
            operation,
            `vCMDQ ${index} executes a command for VINTF ${vintf}: there are ${vcmdqs} vCMDQs and ${vintfs} VINTFs`,
          );
          return;
        }
        const entry = block.allocation(index);
        const config = block.register('CMDQV_CONFIG');
        const conditions = [
          { of: config, holds: !known.configured || block.fieldOf(config, 'CMDQV_EN') === 1n, otherwise: 'CMDQV_EN is 0' },
          {
            of: block.configOf(vintf),
            holds: block.vintfField(vintf, 'ENABLE') === 1n,
            otherwise: `VINTF ${vintf} is disabled`,
          },
          {
            of: block.entryOf(index),
            holds: entry.alloc && entry.vintf === vintf && entry.lvcmdq === lvcmdq,
            otherwise: 'the vCMDQ is not allocated to it',
          },
          { of: block.ofQueue(index, 'CONFIG'), holds: running.has(`${operation.who} ${index}`), otherwise: 'CMDQ_EN is 0' },
        ];
        const missing = conditions.flatMap(({ holds, of, otherwise }) => (holds || !scene.knows(block, of) ? [] : [otherwise]));
        if (missing.length === 0 && conditions.some(({ holds }) => !holds)) return;
        if (missing.length === 0) bench.held();
        else bench.violated(operation, `vCMDQ ${index} executes a command although ${missing.join(', ')}`);
      },
    };
  },
};
