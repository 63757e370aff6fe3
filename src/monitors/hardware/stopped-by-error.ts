import type { Monitor } from '../monitor';

/** ERR-03: an error stops its queue until it is acknowledged. */
export const stoppedByError: Monitor = {
  clause: 'ERR-03',
  layer: 'hardware',
  sees: [
    'registers write VCMDQ_GERROR',
    'registers write VCMDQ_GERRORN',
    'registers write VCMDQ_CONFIG',
    'registers write CMDQ_ALLOC_MAP',
    'registers read VCMDQ_GERROR',
    'smmu execute',
  ],
  looksAt: 'each command that is executed from a vCMDQ: since GERROR was read with an active error, GERRORN was written',
  watch: (scene, bench) => {
    const stopped = new Set<string>();
    return {
      begins(operation) {
        const block = scene.block(operation.who);
        if (block === undefined) return;
        if (operation.port === 'registers' && (operation.event.op === 'read' || operation.event.op === 'write')) {
          const register = block.reached(operation.event);
          // A vCMDQ that is mapped anew may be as out of reset.
          if (operation.event.op === 'write' && register?.definition.name === 'CMDQ_ALLOC_MAP')
            stopped.delete(`${operation.who} ${register.element}`);
          const queue = register === undefined ? undefined : block.queueAt(register);
          if (register === undefined || queue === undefined) return;
          const key = `${operation.who} ${queue}`;
          const { name } = register.definition;
          if (operation.event.op === 'write') {
            // A write of 8 bytes to GERROR is one of GERRORN, which is its upper half.
            const isAcknowledged = name === 'GERRORN' || (name === 'GERROR' && operation.event.width === 8);
            if (isAcknowledged || name === 'CONFIG') stopped.delete(key);
          } else if (name === 'GERROR' && !operation.given && operation.event.value !== undefined) {
            if (!scene.knows(block, block.register(`VCMDQ${queue}_GERRORN`))) return;
            const active = (operation.event.value ^ block.valueOf(`VCMDQ${queue}_GERRORN`)) & 1n;
            if (active === 1n) stopped.add(key);
            else stopped.delete(key);
          }
        } else if (operation.port === 'smmu' && operation.event.queue.kind !== 'smmu') {
          const { index } = operation.event.queue;
          if (stopped.has(`${operation.who} ${index}`))
            bench.violated(operation, `vCMDQ ${index} executes a command while its error is active`);
          else bench.held();
        }
      },
    };
  },
};
