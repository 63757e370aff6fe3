import type { GuestRam, HostCalls } from '../../src/ports';

/** A region of guest RAM and the process memory behind it. */
export interface GuestRegion {
  /** Guest physical address. */
  readonly address: bigint;
  /** Bytes. */
  readonly length: bigint;
  /** User address in the VMM. */
  readonly user: bigint;
  /** Size of the backing pages, in bytes. */
  readonly pageSize: bigint;
}

/** The guest's RAM. What lies outside of it reads as 0 and stores nothing. */
export class GuestMemory {
  readonly #calls: HostCalls;
  readonly regions: readonly GuestRegion[];

  private constructor(calls: HostCalls, regions: readonly GuestRegion[]) {
    this.#calls = calls;
    this.regions = regions;
  }

  static async allocate(calls: HostCalls, ram: readonly GuestRam[]): Promise<GuestMemory> {
    const regions: GuestRegion[] = [];
    for (const { address, runs, pageSize } of ram) {
      const length = runs.reduce((sum, run) => sum + run.length, 0n);
      const user = await calls.allocate({ runs, pageSize });
      regions.push({ address, length, user, pageSize });
    }
    return new GuestMemory(calls, regions);
  }

  /** Sizes of the pages behind all RAM: what is surely contiguous for the hardware (LIM-03, OQ-45). */
  get pageSizes(): readonly bigint[] {
    return this.regions.map(({ pageSize }) => pageSize);
  }

  async read(address: bigint, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (const { user, at, count } of this.#pieces(address, length)) bytes.set(await this.#calls.readMemory(user, count), at);
    return bytes;
  }

  async write(address: bigint, bytes: Uint8Array): Promise<void> {
    for (const { user, at, count } of this.#pieces(address, bytes.length)) {
      await this.#calls.writeMemory(user, bytes.subarray(at, at + count));
    }
  }

  /** The parts of a guest range that are RAM, by their user address and their place `at` in the range. */
  *#pieces(address: bigint, length: number): Generator<{ user: bigint; at: number; count: number }> {
    const end = address + BigInt(length);
    for (const region of this.regions) {
      const from = address > region.address ? address : region.address;
      const regionEnd = region.address + region.length;
      const to = end < regionEnd ? end : regionEnd;
      if (from < to) yield { user: region.user + (from - region.address), at: Number(from - address), count: Number(to - from) };
    }
  }
}
