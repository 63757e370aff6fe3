import { KernelObject } from './objects';
import type { Viommu } from './viommu';

/** A device as a VM knows it: a vSID of a vIOMMU that stands for a pSID. */
export class Vdevice extends KernelObject {
  readonly viommu: Viommu;
  readonly #virtId: bigint;
  /** Slot of the VINTF that translates the vSID, on a vIOMMU that has one. */
  readonly #slot: number | undefined;
  readonly #onGone: () => void;

  constructor(viommu: Viommu, virtId: bigint, slot: number | undefined, onGone: () => void) {
    super();
    this.viommu = viommu;
    this.#virtId = virtId;
    this.#slot = slot;
    this.#onGone = onGone;
    viommu.acquire(); // VSID-14
  }

  override async destroy(): Promise<void> {
    if (this.#slot !== undefined) await this.viommu.share?.vintf.unmapSid(this.#slot); // VSID-12
    this.viommu.streams.delete(this.#virtId);
    this.#onGone();
    this.viommu.release();
  }
}
