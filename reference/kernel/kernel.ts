import type { HostCalls, HostDescription, HostKernel, HostMemory } from '../../src/ports';
import { vfioPath } from '../../src/tables/uapi';
import { AddressSpace } from './address-space';
import { type Below, probeSmmus } from './boot';
import { Heap } from './heap';
import { FileTable } from './open-file';
import { PhysicalDevice } from './physical-device';
import { isSince, type Release } from './release';
import type { Smmu } from './smmu';
import { UserProcess } from './user-process';

/** A running kernel: the host's devices, and processes that share them. */
export class Kernel implements HostKernel {
  readonly #memory: HostMemory;
  readonly #pageSize: bigint;
  readonly #release: Release;
  /** By path of the character device. */
  readonly #devices: ReadonlyMap<string, PhysicalDevice>;

  readonly #smmus: ReadonlyMap<string, Smmu>;
  readonly #heap = new Heap();

  private constructor(
    memory: HostMemory,
    pageSize: bigint,
    release: Release,
    smmus: ReadonlyMap<string, Smmu>,
    devices: ReadonlyMap<string, PhysicalDevice>,
  ) {
    this.#memory = memory;
    this.#pageSize = pageSize;
    this.#release = release;
    this.#smmus = smmus;
    this.#devices = devices;
  }

  /** Boots on a host; rejects with `BootFailure` where an SMMU cannot be probed. */
  static async boot(host: HostDescription, below: Below, release: Release): Promise<Kernel> {
    const smmus = await probeSmmus(host, below);
    const devices = new Map<string, PhysicalDevice>();
    for (const description of host.devices) {
      const smmu = smmus.get(description.smmu);
      if (smmu === undefined) throw new RangeError(`${description.name} stands behind ${description.smmu}, which the host does not have`);
      if (!smmu.description.firmwareCoherent) continue; // UAPI-VFIO-10
      devices.set(vfioPath(description.name), new PhysicalDevice(description, smmu));
    }
    return new Kernel(below.memory, host.pageSize, release, smmus, devices);
  }

  async removeDriver(smmu: string): Promise<void> {
    await this.#smmus.get(smmu)?.cmdqv?.remove();
  }

  async shutDown(): Promise<void> {
    if (!isSince(this.#release, 'linux-7.3')) return; // HOST-11
    for (const smmu of [...this.#smmus.values()].reverse()) await smmu.cmdqv?.stop(); // HOST-12
  }

  async failAllocation(nth: number): Promise<boolean> {
    return this.#heap.failAt(nth);
  }

  startProcess(): HostCalls {
    const addressSpace = new AddressSpace(this.#memory, this.#pageSize);
    const kernel = { pageSize: this.#pageSize, release: this.#release, heap: this.#heap };
    return new UserProcess({ ...kernel, addressSpace, files: new FileTable() }, this.#devices);
  }
}
