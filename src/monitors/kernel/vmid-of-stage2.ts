import { DESTROY } from '../../tables/uapi';
import type { Monitor, Sight } from '../monitor';
import { askedOf } from '../views/call-structures';
import { PerIommufd } from '../views/iommufds';
import type { OwnedVintf } from '../views/owned-vintfs';

/** Without which nobody knows which VINTF a vIOMMU has. */
export const OWNERSHIP: readonly Sight[] = ['host ioctl VIOMMU_ALLOC', 'host ioctl DESTROY', 'registers write VINTF_CONFIG'];

/** ISO-03: VINTFs have the same VMID if, and only if, their stage 2 is the same. */
export const vmidOfStage2: Monitor = {
  clause: 'ISO-03',
  layer: 'kernel',
  sees: ['host ioctl VIOMMU_ALLOC', 'host ioctl DESTROY'],
  needs: OWNERSHIP,
  looksAt:
    'each VIOMMU_ALLOC of type TEGRA241_CMDQV: the VMID against those of all other VINTFs of the SMMU, and of the stage 2s of the iommufd that had one',
  watch: (scene, bench) => {
    /** By stage 2, which keeps its VMID until it goes, whatever becomes of the VINTF. */
    const had = bench.keep(new PerIommufd<OwnedVintf>());
    const misfit = ({ smmu, stage2, vintf, vmid }: OwnedVintf, before: Iterable<OwnedVintf>): string | undefined => {
      const isOther = (one: OwnedVintf) => one.smmu === smmu && (one.vmid === vmid) !== (one.stage2 === stage2);
      const { all } = scene.ownedVintfs;
      const other = all.find((one) => one.vintf !== vintf && isOther(one)) ?? [...before].find(isOther);
      if (other === undefined) return undefined;
      const same = other.vmid === vmid;
      return `VINTF ${vintf} has VMID ${vmid}, ${all.includes(other) ? '' : 'before it '}VINTF ${other.vintf} ${same ? 'the same one' : other.vmid}, though their stage 2 is ${same ? 'not the same' : 'the same'}`;
    };
    return {
      ends(operation) {
        const { event, who } = operation;
        if (event.op !== 'ioctl') return;
        const iommufd = scene.iommufds.onlyOne(who);
        const known = iommufd === undefined ? undefined : had.of(who, iommufd);
        const gone = event.status === 'OK' ? askedOf(event, DESTROY) : undefined;
        if (gone !== undefined) known?.delete(`${who} ${event.fd} ${gone.id}`);
        const made = scene.ownedVintfs.madeBy(operation);
        if (made === undefined) return;
        const wrong = misfit(made, known?.values() ?? []);
        if (wrong === undefined) bench.held();
        else bench.violated(operation, wrong);
        known?.set(made.stage2, made);
      },
    };
  },
};
