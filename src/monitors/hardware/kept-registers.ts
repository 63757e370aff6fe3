import type { Operation } from '../../machine/log';
import { extract, fieldNamed, insert, type Register } from '../../tables/registers';
import type { Monitor, Sight, Watch } from '../monitor';
import type { Scene } from '../scene';

const ALL_BITS = ~0n;

/** The bits that fields have, by register: each is read by the hundred. */
const inFields = new WeakMap<Register, bigint>();

function bitsOf(register: Register): bigint {
  const known = inFields.get(register);
  if (known !== undefined) return known;
  const bits = register.fields.reduce((all, field) => insert(all, field, extract(ALL_BITS, field)), 0n);
  inFields.set(register, bits);
  return bits;
}

/** A read of a register that was written. */
interface WrittenRead {
  readonly operation: Operation;
  readonly register: Register;
  readonly read: bigint;
  /** As it was left. */
  readonly written: bigint;
}

function onWrittenReads(scene: Scene, see: (access: WrittenRead) => void): NonNullable<Watch['begins']> {
  return (operation) => {
    if (operation.port !== 'registers' || operation.given || operation.event.op !== 'read') return;
    const { value: read } = operation.event;
    const block = scene.block(operation.who);
    const register = scene.registerOf(operation);
    if (read === undefined || block === undefined || register === undefined || !block.isWritten(register)) return;
    see({ operation, register, read, written: block.value(register) });
  };
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
      begins: onWrittenReads(scene, ({ operation, read, register, written }) => {
        // A wider access reads its neighbour too, and no clause keeps bits that are none of a field.
        const bits = bitsOf(register);
        const wanted = written & bits;
        const value = read & bits;
        if (value === wanted) bench.held();
        else bench.violated(operation, `${register.name} reads 0x${value.toString(16)} after 0x${wanted.toString(16)} was written`);
      }),
    }),
  };
}

/** PHYS-07: VINTF_CONFIG holds VMID and ENABLE, and has no HYP_OWN that was not written. */
export const keptConfig: Monitor = {
  clause: 'PHYS-07',
  layer: 'hardware',
  sees: ['registers read VINTF_CONFIG'],
  needs: ['registers read VINTF_CONFIG', 'registers write VINTF_CONFIG'],
  looksAt: 'each read of VINTF_CONFIG: VMID and ENABLE as they were written last, and no HYP_OWN that was not written',
  watch: (scene, bench) => ({
    begins: onWrittenReads(scene, ({ operation, read, register, written }) => {
      const field = (name: string, of: bigint) => extract(of, fieldNamed(register, name));
      const differing = ['VMID', 'ENABLE'].find((name) => field(name, read) !== field(name, written));
      // A hypervisor above may keep it at 0 (PHYS-14).
      const wrong = differing ?? (field('HYP_OWN', read) > field('HYP_OWN', written) ? 'HYP_OWN' : undefined);
      if (wrong === undefined) bench.held();
      else
        bench.violated(
          operation,
          `${register.name} reads ${wrong}=0x${field(wrong, read).toString(16)} after 0x${field(wrong, written).toString(16)} was written`,
        );
    }),
  }),
};

/** PHYS-08: stream-ID slots hold what was written. */
export const keptSlots = keeps('PHYS-08', 'each read of SID_MATCH and SID_REPLACE: what was written last', [
  'VINTF_SID_MATCH',
  'VINTF_SID_REPLACE',
]);

/** PHYS-02: CMDQ_ALLOC_MAP holds what was written. */
export const keptAllocations = keeps('PHYS-02', 'each read of CMDQ_ALLOC_MAP: what was written last', ['CMDQ_ALLOC_MAP']);
