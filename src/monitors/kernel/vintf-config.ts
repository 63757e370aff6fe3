import { decode, extract, fieldNamed } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { onUserVintfWrites } from './kernel-writes';

/** VHW-03: a user VINTF has its VMID, and HYP_OWN 0, before it is enabled. */
export const vmidBeforeEnable: Monitor = {
  clause: 'VHW-03',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG'],
  looksAt:
    'each enable of a user VINTF: the write before it had the same VMID, not 0, and neither ENABLE nor HYP_OWN; none that leaves it enabled has another VMID',
  watch: (scene, bench) => ({
    begins: onUserVintfWrites(scene, ({ before, block, operation, register, value }) => {
      const field = (of: bigint, name: string) => extract(of, fieldNamed(register, name));
      if (field(value, 'ENABLE') === 0n || !scene.knows(block, register)) return;
      const vmid = field(value, 'VMID');
      if (field(before, 'ENABLE') === 1n) {
        if (vmid !== field(before, 'VMID'))
          bench.violated(
            operation,
            `${register.name} gets ${decode(register, value)} while it is enabled with ${decode(register, before)}`,
          );
        return;
      }
      if (vmid !== 0n && field(before, 'VMID') === vmid && field(before, 'HYP_OWN') === 0n) bench.held();
      else
        bench.violated(operation, `${register.name} is enabled with ${decode(register, value)} after it held ${decode(register, before)}`);
    }),
  }),
};

/** ISO-04: HYP_OWN of a user VINTF is never set. */
export const noOwnership: Monitor = {
  clause: 'ISO-04',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG'],
  looksAt: 'each write of the kernel to the CONFIG of a user VINTF: HYP_OWN is 0',
  watch: (scene, bench) => ({
    begins: onUserVintfWrites(scene, ({ operation, register, value }) => {
      if (extract(value, fieldNamed(register, 'HYP_OWN')) === 0n) bench.held();
      else bench.violated(operation, `HYP_OWN of a user VINTF is written: ${decode(register, value)}`);
    }),
  }),
};
