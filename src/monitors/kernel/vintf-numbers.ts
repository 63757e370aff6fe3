import { extract, fieldIn, VINTF_REGISTERS } from '../../tables/registers';
import { VIOMMU_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { isRequest } from '../views/outer-operations';
import { onKernelWrites } from './kernel-writes';

const ENABLE = fieldIn(VINTF_REGISTERS, 'CONFIG', 'ENABLE');
const HYP_OWN = fieldIn(VINTF_REGISTERS, 'CONFIG', 'HYP_OWN');

const isAllocation = isRequest(VIOMMU_ALLOC);

/** PHYS-06: a user gets the lowest VINTF that is free, and never that of the host. */
export const lowestVintf: Monitor = {
  clause: 'PHYS-06',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG'],
  looksAt: 'each VINTF that the kernel enables in VIOMMU_ALLOC: it is not VINTF 0, and each between them is enabled',
  watch: (scene, bench) => ({
    begins: onKernelWrites(scene, ({ before, block, operation, register, value }) => {
      if (
        register.place.kind !== 'vintf' ||
        extract(value, ENABLE) === 0n ||
        extract(before, ENABLE) !== 0n ||
        extract(value, HYP_OWN) !== 0n
      )
        return;
      if (scene.around(operation, isAllocation) === undefined) return;
      const { vintf } = register.place;
      if (vintf === 0) {
        bench.violated(operation, 'a user gets VINTF 0');
        return;
      }
      for (let lower = 1; lower < vintf; lower++) {
        const config = block.configOf(lower);
        if (!scene.knows(block, config) || block.isSet(config, 1)) continue;
        bench.violated(operation, `a user gets VINTF ${vintf} while VINTF ${lower} is free`);
        return;
      }
      bench.held();
    }),
  }),
};

/** HOST-04: the reset of a block leaves no vCMDQ mapped, until VINTF 0 is enabled. */
export const nothingMappedAtReset: Monitor = {
  clause: 'HOST-04',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG'],
  looksAt: 'each time that the kernel enables VINTF 0 with HYP_OWN 1: no vCMDQ of the block is mapped',
  watch: (scene, bench) => ({
    begins: onKernelWrites(scene, ({ before, block, operation, register, value }) => {
      if (register.place.kind !== 'vintf' || register.place.vintf !== 0) return;
      if (extract(value, ENABLE) === 0n || extract(before, ENABLE) !== 0n || extract(value, HYP_OWN) === 0n) return;
      const [mapped] = block.mapped;
      if (mapped === undefined) bench.held();
      else bench.violated(operation, `VINTF 0 is enabled while vCMDQ ${mapped} is mapped`);
    }),
  }),
};
