import { DESTROY, VIOMMU_ALLOC, VIOMMU_TYPES } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { answerOf, askedOf } from '../views/call-structures';
import { userVintfOf } from './user-vintf';

interface Owner {
  readonly smmu: string;
  readonly vintf: number;
  readonly vmid: bigint;
  /** The stage-2 HWPT, by process, iommufd and ID. */
  readonly stage2: string;
}

/** ISO-03: VINTFs have the same VMID if, and only if, their stage 2 is the same. */
export const vmidOfStage2: Monitor = {
  clause: 'ISO-03',
  layer: 'kernel',
  sees: ['host ioctl VIOMMU_ALLOC', 'host ioctl DESTROY', 'registers write VINTF_CONFIG'],
  looksAt: 'each VIOMMU_ALLOC of type TEGRA241_CMDQV: the VMID against those of all other VINTFs of the SMMU',
  watch: (scene, bench) => {
    const owners = new Map<string, Owner>();
    let enabled: { readonly smmu: string; readonly vintf: number } | undefined;
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'write') return;
        const register = scene.block(operation.who)?.reached(operation.event);
        const vintf = register === undefined ? undefined : userVintfOf(register);
        if (vintf !== undefined && register?.definition.name === 'CONFIG' && (operation.event.value & 1n) === 1n)
          enabled = { smmu: operation.who, vintf };
      },
      ends(operation) {
        if (operation.port !== 'host' || operation.event.op !== 'ioctl') return;
        const { event, who } = operation;
        const gone = event.status === 'OK' ? askedOf(event, DESTROY) : undefined;
        if (gone !== undefined) owners.delete(`${who} ${event.fd} ${gone.id}`);
        const made = answerOf(event, VIOMMU_ALLOC);
        if (made?.type !== VIOMMU_TYPES.TEGRA241_CMDQV || enabled === undefined) return;
        const { smmu, vintf } = enabled;
        enabled = undefined;
        const vmid = scene.block(smmu)?.fieldOf(`VINTF${vintf}_CONFIG`, 'VMID') ?? 0n;
        const own: Owner = { smmu, vintf, vmid, stage2: `${who} ${event.fd} ${made.hwpt_id}` };
        const other = [...owners.values()].find(
          (one) => one.smmu === smmu && one.vintf !== vintf && (one.vmid === vmid) !== (one.stage2 === own.stage2),
        );
        if (other === undefined) bench.held();
        else {
          const same = other.vmid === vmid;
          bench.violated(
            operation,
            `VINTF ${vintf} has VMID ${vmid}, VINTF ${other.vintf} ${same ? 'the same one' : other.vmid}, though their stage 2 is ${same ? 'not the same' : 'the same'}`,
          );
        }
        owners.set(`${who} ${event.fd} ${made.out_viommu_id}`, own);
      },
    };
  },
};
