import type { Register } from '../../tables/registers';
import type { Monitor } from '../monitor';
import type { PhysicalBlock } from '../views/physical-block';

/** What a STATUS belongs to: a vCMDQ by its number, or a VINTF. */
function enabledBy(block: PhysicalBlock, register: Register): Register | undefined {
  const { place } = register;
  if (place.kind === 'vintf') return block.configOf(place.vintf);
  const queue = place.kind === 'global' ? undefined : block.queueAt(register);
  return queue === undefined ? undefined : block.ofQueue(queue, 'CONFIG');
}

/** PHYS-13: STATUS follows CONFIG. */
export const handshakes: Monitor = {
  clause: 'PHYS-13',
  layer: 'hardware',
  sees: ['registers read VINTF_STATUS', 'registers read VCMDQ_STATUS', 'registers write VINTF_CONFIG', 'registers write VCMDQ_CONFIG'],
  looksAt: 'each read of STATUS of a VINTF or a vCMDQ whose enable bit is clear, and whose STATUS has shown that: it is still clear',
  watch: (scene, bench) => {
    /** Those whose STATUS has shown since they were enabled last that they are not: what a kernel before has left takes its time. */
    const disabled = bench.keep(new Set<string>());
    return {
      begins(operation) {
        if (operation.port !== 'registers' || (operation.event.op !== 'read' && operation.event.op !== 'write')) return;
        const { event, given, who } = operation;
        const block = scene.block(who);
        const register = scene.registerOf(operation);
        if (block === undefined || register === undefined) return;
        const config = enabledBy(block, register);
        if (config === undefined) return;
        const key = `${who} ${config.name}`;
        if (event.op === 'write') {
          if ((event.value & 1n) === 1n) disabled.delete(key);
          return;
        }
        if (given || event.value === undefined || !scene.knows(block, config) || block.isSet(config, 1)) return;
        const isSet = (event.value & 1n) === 1n;
        if (!isSet) {
          disabled.add(key);
          bench.held();
        } else if (disabled.has(key)) bench.violated(operation, `${register.name} is 1, and ${config.name} has not been set`);
      },
    };
  },
};
