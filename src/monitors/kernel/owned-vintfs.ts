import type { Operation } from '../../machine/log';
import { DESTROY, VIOMMU_ALLOC, VIOMMU_TYPES } from '../../tables/uapi';
import type { Bench, Sight } from '../monitor';
import type { Scene } from '../scene';
import { answerOf, askedOf } from '../views/call-structures';
import { onUserVintfWrites } from './kernel-writes';

/** A VINTF that the kernel enabled for a vIOMMU. */
export interface OwnedVintf {
  readonly smmu: string;
  readonly vintf: number;
  /** As it was enabled. */
  readonly vmid: bigint;
  /** The stage-2 HWPT, by process, iommufd and ID. */
  readonly stage2: string;
}

/** What {@link OwnedVintfs} has to be told of. */
export const OWNERSHIP: readonly Sight[] = ['host ioctl VIOMMU_ALLOC', 'host ioctl DESTROY', 'registers write VINTF_CONFIG'];

/** Which VINTF each vIOMMU of type TEGRA241_CMDQV has: the one that the kernel enabled while it made it. */
export class OwnedVintfs {
  readonly #scene: Scene;
  readonly #owned: Map<string, OwnedVintf>;
  readonly #last: { enabled: { readonly smmu: string; readonly vintf: number } | undefined };
  /** Takes the kernel's writes to VINTF_CONFIG. */
  readonly begins: (operation: Operation) => void;

  constructor(scene: Scene, bench: Bench) {
    this.#scene = scene;
    this.#owned = bench.keep(new Map());
    this.#last = bench.keep({ enabled: undefined });
    this.begins = onUserVintfWrites(scene, ({ operation, value, vintf }) => {
      if ((value & 1n) === 1n) this.#last.enabled = { smmu: operation.who, vintf };
    });
  }

  /** Takes the end of a request; gives the VINTF of the vIOMMU that it made, if it made one. */
  ends(operation: Operation): OwnedVintf | undefined {
    if (operation.port !== 'host' || operation.event.op !== 'ioctl') return undefined;
    const { event, who } = operation;
    const gone = event.status === 'OK' ? askedOf(event, DESTROY) : undefined;
    if (gone !== undefined) this.#owned.delete(`${who} ${event.fd} ${gone.id}`);
    const made = answerOf(event, VIOMMU_ALLOC);
    if (made?.type !== VIOMMU_TYPES.TEGRA241_CMDQV || this.#last.enabled === undefined) return undefined;
    const { smmu, vintf } = this.#last.enabled;
    this.#last.enabled = undefined;
    const vmid = this.#scene.block(smmu)?.vintfField(vintf, 'VMID') ?? 0n;
    for (const [name, before] of this.#owned) if (before.smmu === smmu && before.vintf === vintf) this.#owned.delete(name);
    const owned = { smmu, vintf, vmid, stage2: `${who} ${event.fd} ${made.hwpt_id}` };
    this.#owned.set(`${who} ${event.fd} ${made.out_viommu_id}`, owned);
    return owned;
  }

  /** The VINTF of a vIOMMU, by process, iommufd and ID. */
  of(who: string, fd: number, viommu: number): OwnedVintf | undefined {
    return this.#owned.get(`${who} ${fd} ${viommu}`);
  }

  /** Those that are enabled; of a process that has ended the kernel has disabled its own. */
  get all(): readonly OwnedVintf[] {
    return [...this.#owned.values()].filter(({ smmu, vintf }) => this.#scene.block(smmu)?.vintfField(vintf, 'ENABLE') === 1n);
  }
}
