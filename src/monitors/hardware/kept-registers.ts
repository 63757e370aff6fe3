import { extract, type Register } from '../../tables/registers';
import type { Monitor, Sight } from '../monitor';

/** The bits of a value that fields have. */
function inFields({ fields }: Register, value: bigint): bigint {
  return fields.reduce((bits, field) => bits | (extract(value, field) << BigInt(field.low)), 0n);
}

function keeps(clause: string, looksAt: string, names: readonly string[]): Monitor {
  const reads = names.map((name): Sight => `registers read ${name}`);
  return {
    clause,
    layer: 'hardware',
    sees: reads,
    needs: [...reads, ...names.map((name): Sight => `registers write ${name}`)],
    looksAt,
    watch: (scene, bench) => ({
      begins(operation) {
        if (operation.port !== 'registers' || operation.given || operation.event.op !== 'read') return;
        const { value: read } = operation.event;
        const block = scene.block(operation.who);
        const register = scene.registerOf(operation);
        if (read === undefined || block === undefined || register === undefined || !block.isWritten(register)) return;
        // A wider access reads its neighbour too, and no clause keeps bits that are none of a field.
        const wanted = inFields(register, block.value(register));
        const value = inFields(register, BigInt.asUintN(8 * register.size, read));
        if (value === wanted) bench.held();
        else bench.violated(operation, `${register.name} reads 0x${value.toString(16)} after 0x${wanted.toString(16)} was written`);
      },
    }),
  };
}

/** PHYS-08: stream-ID slots hold what was written. */
export const keptSlots = keeps('PHYS-08', 'each read of SID_MATCH and SID_REPLACE: what was written last', [
  'VINTF_SID_MATCH',
  'VINTF_SID_REPLACE',
]);

/** PHYS-02: CMDQ_ALLOC_MAP holds what was written. */
export const keptAllocations = keeps('PHYS-02', 'each read of CMDQ_ALLOC_MAP: what was written last', ['CMDQ_ALLOC_MAP']);
