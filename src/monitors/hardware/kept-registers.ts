import type { Register } from '../../tables/registers';
import type { Monitor, Sight } from '../monitor';
import type { PhysicalBlock } from '../views/physical-block';

function keeps(clause: string, looksAt: string, names: readonly string[]): Monitor {
  return {
    clause,
    layer: 'hardware',
    sees: names.flatMap((name): Sight[] => [`registers read ${name}`, `registers write ${name}`]),
    looksAt,
    watch: (scene, bench) => {
      const written = new Map<PhysicalBlock, Set<Register>>();
      return {
        begins(operation) {
          if (operation.port !== 'registers' || operation.given) return;
          const { event, who } = operation;
          if (event.op !== 'read' && event.op !== 'write') return;
          const block = scene.block(who);
          const register = scene.registerOf(operation);
          if (block === undefined || register === undefined) return;
          const known = written.get(block);
          if (event.op === 'write') {
            if (known === undefined) written.set(block, new Set([register]));
            else known.add(register);
            return;
          }
          if (event.value === undefined || known?.has(register) !== true) return;
          const wanted = block.value(register);
          // A wider access reads its neighbour too.
          const value = BigInt.asUintN(8 * register.size, event.value);
          if (value === wanted) bench.held();
          else bench.violated(operation, `${register.name} reads 0x${value.toString(16)} after 0x${wanted.toString(16)} was written`);
        },
      };
    },
  };
}

/** PHYS-08: stream-ID slots hold what was written. */
export const keptSlots = keeps('PHYS-08', 'each read of SID_MATCH and SID_REPLACE: what was written last', [
  'VINTF_SID_MATCH',
  'VINTF_SID_REPLACE',
]);

/** PHYS-02: CMDQ_ALLOC_MAP holds what was written. */
export const keptAllocations = keeps('PHYS-02', 'each read of CMDQ_ALLOC_MAP: what was written last', ['CMDQ_ALLOC_MAP']);
