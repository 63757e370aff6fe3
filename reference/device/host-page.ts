import type { AccessWidth, HostCalls } from '../../src/ports';
import { refused } from './refusal';
import type { PageOffer } from './viommu';

/** Page 0 of the host's VINTF in the VMM's address space; offsets count from the start of the page. */
export class HostPage {
  readonly #calls: HostCalls;
  readonly #address: bigint;
  readonly #length: bigint;

  private constructor(calls: HostCalls, address: bigint, length: bigint) {
    this.#calls = calls;
    this.#address = address;
    this.#length = length;
  }

  /** Maps the page right after VIOMMU_ALLOC (LIFE-06); throws a `Refusal` if the kernel refuses. */
  static async map(calls: HostCalls, iommufd: number, offer: PageOffer): Promise<HostPage> {
    const length = offer.out_vintf_mmap_length;
    const protection = { read: true, write: true, execute: false };
    const mapped = await calls.mmap(iommufd, { length, offset: offer.out_vintf_mmap_offset, shared: true, protection });
    // QEMU-14
    if (mapped.status !== 'OK') throw refused('Tegra241 CMDQV: failed to mmap VINTF page0', mapped.status);
    return new HostPage(calls, mapped.address, length);
  }

  load(offset: number, width: AccessWidth): Promise<bigint> {
    return this.#calls.load(this.#address + BigInt(offset), width);
  }

  store(offset: number, width: AccessWidth, value: bigint): Promise<void> {
    return this.#calls.store(this.#address + BigInt(offset), width, value);
  }

  async unmap(): Promise<void> {
    await this.#calls.munmap(this.#address, this.#length);
  }
}
