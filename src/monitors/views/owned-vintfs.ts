import type { Operation } from '../../machine/log';
import { DESTROY, VIOMMU_ALLOC, VIOMMU_TYPES } from '../../tables/uapi';
import { answerOf, askedOf } from './call-structures';
import type { PhysicalBlock } from './physical-block';

/** The vIOMMU that a VINTF was enabled for. */
export interface VintfOwner {
  /** The process. */
  readonly who: string;
  readonly fd: number;
  readonly viommu: number;
}

/** A VINTF that the kernel enabled for a vIOMMU. */
export interface OwnedVintf {
  readonly smmu: string;
  readonly vintf: number;
  /** As it was enabled. */
  readonly vmid: bigint;
  /** The stage-2 HWPT, by process, iommufd and ID. */
  readonly stage2: string;
  readonly owner: VintfOwner;
}

/** Which VINTF each vIOMMU of type TEGRA241_CMDQV has: the one that the kernel enabled while it made it. */
export class OwnedVintfs {
  /** By SMMU. */
  readonly #blocks: ReadonlyMap<string, PhysicalBlock>;
  readonly #owned = new Map<string, OwnedVintf>();

  constructor(blocks: ReadonlyMap<string, PhysicalBlock>) {
    this.#blocks = blocks;
  }

  /** Those of a copy of the blocks. */
  copy(blocks: ReadonlyMap<string, PhysicalBlock>): OwnedVintfs {
    const copy = new OwnedVintfs(blocks);
    for (const [viommu, owned] of this.#owned) copy.#owned.set(viommu, owned);
    return copy;
  }

  /** Takes the end of a request. */
  ends(operation: Operation): void {
    const { event, who } = operation;
    if (event.op !== 'ioctl') return;
    const gone = event.status === 'OK' ? askedOf(event, DESTROY) : undefined;
    if (gone !== undefined) this.#owned.delete(`${who} ${event.fd} ${gone.id}`);
    const made = answerOf(event, VIOMMU_ALLOC);
    const owned = this.madeBy(operation);
    if (made === undefined || owned === undefined) return;
    for (const [viommu, { smmu, vintf }] of this.#owned) if (smmu === owned.smmu && vintf === owned.vintf) this.#owned.delete(viommu);
    this.#owned.set(`${who} ${event.fd} ${made.out_viommu_id}`, owned);
  }

  /** The VINTF of the vIOMMU that a request made, at its end; nothing if it made none, or enabled none. */
  madeBy({ event, n, who }: Operation): OwnedVintf | undefined {
    if (event.op !== 'ioctl') return undefined;
    const made = answerOf(event, VIOMMU_ALLOC);
    if (made?.type !== VIOMMU_TYPES.TEGRA241_CMDQV) return undefined;
    for (const [smmu, block] of this.#blocks) {
      const vintf = block.enabledAfter(n);
      if (vintf === undefined) continue;
      const owner = { who, fd: event.fd, viommu: made.out_viommu_id };
      return { smmu, vintf, vmid: block.vintfField(vintf, 'VMID'), stage2: `${who} ${event.fd} ${made.hwpt_id}`, owner };
    }
    return undefined;
  }

  /** The VINTF of a vIOMMU, by process, iommufd and ID. */
  of(who: string, fd: number, viommu: number): OwnedVintf | undefined {
    return this.#owned.get(`${who} ${fd} ${viommu}`);
  }

  /** The vIOMMU that has an enabled VINTF. */
  ownerOf(smmu: string, vintf: number): VintfOwner | undefined {
    for (const owned of this.#owned.values())
      if (owned.vintf === vintf && owned.smmu === smmu)
        return this.#blocks.get(smmu)?.vintfField(vintf, 'ENABLE') === 1n ? owned.owner : undefined;
    return undefined;
  }

  /** Those that are enabled; of a process that has ended the kernel has disabled its own. */
  get all(): readonly OwnedVintf[] {
    return [...this.#owned.values()].filter(({ smmu, vintf }) => this.#blocks.get(smmu)?.vintfField(vintf, 'ENABLE') === 1n);
  }
}
