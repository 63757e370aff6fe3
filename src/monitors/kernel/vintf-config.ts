import { decode, extract, fieldNamed, type Register } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { userVintfOf } from './user-vintf';

/** VHW-03: a user VINTF has its VMID, and HYP_OWN 0, before it is enabled. */
export const vmidBeforeEnable: Monitor = {
  clause: 'VHW-03',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG'],
  looksAt: 'each enable of a user VINTF: the write before it had the same VMID, not 0, and neither ENABLE nor HYP_OWN',
  watch: (scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'write') return;
      const block = scene.block(operation.who);
      const register = block?.reached(operation.event);
      if (block === undefined || register === undefined || userVintfOf(register) === undefined || register.definition.name !== 'CONFIG')
        return;
      const enables = (value: bigint) => fieldOf(register, value, 'ENABLE') === 1n;
      const before = block.value(register);
      const { value } = operation.event;
      if (!enables(value) || enables(before)) return;
      const vmid = fieldOf(register, value, 'VMID');
      if (vmid !== 0n && fieldOf(register, before, 'VMID') === vmid && fieldOf(register, before, 'HYP_OWN') === 0n) bench.held();
      else
        bench.violated(operation, `${register.name} is enabled with ${decode(register, value)} after it held ${decode(register, before)}`);
    },
  }),
};

/** ISO-04: HYP_OWN of a user VINTF is never set. */
export const noOwnership: Monitor = {
  clause: 'ISO-04',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG'],
  looksAt: 'each write of the kernel to the CONFIG of a user VINTF: HYP_OWN is 0',
  watch: (scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'write') return;
      const register = scene.block(operation.who)?.reached(operation.event);
      if (register === undefined || userVintfOf(register) === undefined || register.definition.name !== 'CONFIG') return;
      if (fieldOf(register, operation.event.value, 'HYP_OWN') === 0n) bench.held();
      else bench.violated(operation, `HYP_OWN of a user VINTF is written: ${decode(register, operation.event.value)}`);
    },
  }),
};

function fieldOf(register: Register, value: bigint, name: string): bigint {
  return extract(value, fieldNamed(register, name));
}
