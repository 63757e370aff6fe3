import { vmAt } from '../../machine/log';
import { extract, fieldNamed, GUEST_MAP, type Register } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { GuestRegisters } from '../views/guest-registers';

const WORD_BYTES = 4;

/** A register of the Config page that reads as the guest wrote it; `field` where that is said of one field alone. */
function stored(clause: string, register: string, names: readonly string[], field?: string): Monitor {
  const registers = new Set(names.map((name) => GUEST_MAP.named(name)));
  const said = (register: Register, value: bigint) => (field === undefined ? value : extract(value, fieldNamed(register, field)));
  return {
    clause,
    layer: 'device',
    sees: [`guest read ${register}`, `guest write ${register}`, 'guest write no register', 'guest reset', 'guest plug', 'guest unplug'],
    needs: ['guest read', 'guest write'],
    looksAt: `each read of ${names.join(' and ')} by a guest: ${field === undefined ? 'what' : `the ${field} that`} it wrote last`,
    watch: (scene, bench) => {
      /** What was written since the block was as now, by VM, place and register. */
      const written = bench.keep(new Map<string, Map<string, bigint>>());
      return {
        begins(operation) {
          if (operation.port !== 'guest') return;
          const { event, who } = operation;
          if (event.op === 'read') {
            if (event.value === undefined || (event.value === 0n && !scene.answers(who))) return;
            const register = GuestRegisters.reached(event.offset, event.width);
            if (register === undefined || !registers.has(register)) return;
            const wanted = written.get(vmAt(who))?.get(`${who} ${register.name}`);
            if (wanted === undefined) return;
            if (said(register, event.value) === said(register, wanted)) bench.held();
            else
              bench.violated(operation, `${register.name} reads 0x${event.value.toString(16)}; the guest wrote 0x${wanted.toString(16)}`);
          } else if (event.op === 'write') {
            const register = GuestRegisters.reached(event.offset, event.width);
            if (register !== undefined && !registers.has(register)) return;
            const known = written.get(vmAt(who)) ?? new Map<string, bigint>();
            written.set(vmAt(who), known);
            if (register !== undefined) {
              known.set(`${who} ${register.name}`, event.value);
              return;
            }
            // What another kind of access does to a register is told by no clause of these.
            for (let at = event.offset - (event.offset % WORD_BYTES); at < event.offset + event.width; at += WORD_BYTES)
              known.delete(`${who} ${GUEST_MAP.at(at, WORD_BYTES)?.name}`);
          } else if (event.op === 'reset' || event.op === 'plug' || event.op === 'unplug') written.delete(vmAt(who));
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
