import { DESTROY } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { askedOf } from '../views/call-structures';
import { FILES, Iommufds } from './iommufds';
import { OWNERSHIP, type OwnedVintf, OwnedVintfs } from './owned-vintfs';

/** ISO-03: VINTFs have the same VMID if, and only if, their stage 2 is the same. */
export const vmidOfStage2: Monitor = {
  clause: 'ISO-03',
  layer: 'kernel',
  sees: [...OWNERSHIP, ...FILES],
  needs: OWNERSHIP,
  looksAt:
    'each VIOMMU_ALLOC of type TEGRA241_CMDQV: the VMID against those of all other VINTFs of the SMMU, and of the stage 2s of the iommufd that had one',
  watch: (scene, bench) => {
    const owned = new OwnedVintfs(scene, bench);
    const iommufds = bench.keep(new Iommufds());
    /** By process and stage 2, which keeps its VMID until it goes, whatever becomes of the VINTF. */
    const had = bench.keep(new Map<string, Map<string, OwnedVintf>>());
    const misfit = ({ smmu, stage2, vintf, vmid }: OwnedVintf, who: string): string | undefined => {
      const isOther = (one: OwnedVintf) => one.smmu === smmu && (one.vmid === vmid) !== (one.stage2 === stage2);
      const other = owned.all.find((one) => one.vintf !== vintf && isOther(one)) ?? [...(had.get(who)?.values() ?? [])].find(isOther);
      if (other === undefined) return undefined;
      const same = other.vmid === vmid;
      return `VINTF ${vintf} has VMID ${vmid}, ${owned.all.includes(other) ? '' : 'before it '}VINTF ${other.vintf} ${same ? 'the same one' : other.vmid}, though their stage 2 is ${same ? 'not the same' : 'the same'}`;
    };
    return {
      begins(operation) {
        owned.begins(operation);
        if (iommufds.begins(operation)) had.delete(operation.who);
      },
      ends(operation) {
        const made = owned.ends(operation);
        const { event, who } = operation;
        if (operation.port !== 'host') return;
        const gone = event.op === 'ioctl' && event.status === 'OK' ? askedOf(event, DESTROY) : undefined;
        if (gone !== undefined && event.op === 'ioctl') had.get(who)?.delete(`${who} ${event.fd} ${gone.id}`);
        if (made === undefined) return;
        const wrong = misfit(made, who);
        if (wrong === undefined) bench.held();
        else bench.violated(operation, wrong);
        if (!iommufds.hasOne(who)) return;
        const known = had.get(who) ?? new Map<string, OwnedVintf>();
        had.set(who, known);
        known.set(made.stage2, made);
      },
    };
  },
};
