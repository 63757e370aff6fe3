import { vmAt } from '../../machine/log';
import { extract, fieldNamed, GUEST_MAP, type Register } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { GuestRegisters } from '../views/guest-registers';
import { forgetVm } from '../views/places';

const WORD_BYTES = 4;

/** A register of the Config page that reads as the guest wrote it, or as it is reset; `field` where one field alone is said to be stored. */
function stored(clause: string, register: string, names: readonly string[], field?: string): Monitor {
  const registers = new Set(names.map((name) => GUEST_MAP.named(name)));
  const said = (register: Register, value: bigint) => (field === undefined ? value : extract(value, fieldNamed(register, field)));
  return {
    clause,
    layer: 'device',
    sees: [`guest read ${register}`, `guest write ${register}`, 'guest write no register', 'guest reset', 'guest plug', 'guest unplug'],
    needs: ['guest read', 'guest write', 'guest reset'],
    looksAt: `each read of ${names.join(' and ')} by a guest: ${field === undefined ? 'what it wrote last, or what a reset leaves' : `the ${field} that it wrote last`}`,
    watch: (scene, bench) => {
      /** What was written since the block was as now, by place and register; nothing where that is not known. */
      const written = bench.keep(new Map<string, Map<Register, bigint | undefined>>());
      /** VMs that were reset since. */
      const reset = bench.keep(new Set<string>());
      const wantedOf = (register: Register, who: string): bigint | undefined => {
        // An access that the log does not tell may have written it.
        if (!scene.whole && scene.guest(who).value(register) === undefined) return undefined;
        const known = written.get(who);
        if (known?.has(register)) return known.get(register);
        return field === undefined && reset.has(vmAt(who)) ? (register.definition.reset ?? 0n) : undefined;
      };
      return {
        begins(operation) {
          if (operation.port !== 'guest') return;
          const { event, who } = operation;
          if (event.op === 'read') {
            if (event.value === undefined || (event.value === 0n && !scene.answers(who))) return;
            const register = GuestRegisters.reached(event.offset, event.width);
            if (register === undefined || !registers.has(register)) return;
            const wanted = wantedOf(register, who);
            if (wanted === undefined) return;
            if (said(register, event.value) === said(register, wanted)) bench.held();
            else bench.violated(operation, `${register.name} reads 0x${event.value.toString(16)}; it was left as 0x${wanted.toString(16)}`);
          } else if (event.op === 'write') {
            const register = GuestRegisters.reached(event.offset, event.width);
            if (register !== undefined && !registers.has(register)) return;
            const known = written.get(who) ?? new Map<Register, bigint | undefined>();
            written.set(who, known);
            if (register !== undefined) {
              known.set(register, event.value);
              return;
            }
            // What another kind of access does to a register is told by no clause of these.
            for (let at = event.offset - (event.offset % WORD_BYTES); at < event.offset + event.width; at += WORD_BYTES) {
              const touched = GUEST_MAP.at(at, WORD_BYTES);
              if (touched !== undefined) known.set(touched, undefined);
            }
          } else if (event.op === 'reset' || event.op === 'plug' || event.op === 'unplug') {
            forgetVm(written, who);
            if (event.op === 'reset') reset.add(vmAt(who));
            else reset.delete(vmAt(who));
          }
        },
      };
    },
  };
}

/** MMIO-01: CONFIG is stored as it is written. */
export const storedConfig = stored('MMIO-01', 'CMDQV_CONFIG', ['CMDQV_CONFIG']);

/** MMIO-11: so are the entries of CMDQ_ALLOC_MAP. */
export const storedAllocations = stored('MMIO-11', 'CMDQ_ALLOC_MAP', ['CMDQ_ALLOC_MAP_0', 'CMDQ_ALLOC_MAP_1']);

/** VINTF-10: the guest's VMID stays in VINTF0_CONFIG. */
export const storedVmid = stored('VINTF-10', 'VINTF_CONFIG', ['VINTF0_CONFIG'], 'VMID');
