import type { Monitor } from '../monitor';
import { OWNERSHIP, OwnedVintfs } from './owned-vintfs';

/** ISO-03: VINTFs have the same VMID if, and only if, their stage 2 is the same. */
export const vmidOfStage2: Monitor = {
  clause: 'ISO-03',
  layer: 'kernel',
  sees: OWNERSHIP,
  looksAt: 'each VIOMMU_ALLOC of type TEGRA241_CMDQV: the VMID against those of all other VINTFs of the SMMU',
  watch: (scene, bench) => {
    const owned = new OwnedVintfs(scene, bench);
    return {
      begins: owned.begins,
      ends(operation) {
        const made = owned.ends(operation);
        if (made === undefined) return;
        const { smmu, stage2, vintf, vmid } = made;
        const other = owned.all.find((one) => one.smmu === smmu && one.vintf !== vintf && (one.vmid === vmid) !== (one.stage2 === stage2));
        if (other === undefined) bench.held();
        else {
          const same = other.vmid === vmid;
          bench.violated(
            operation,
            `VINTF ${vintf} has VMID ${vmid}, VINTF ${other.vintf} ${same ? 'the same one' : other.vmid}, though their stage 2 is ${same ? 'not the same' : 'the same'}`,
          );
        }
      },
    };
  },
};
