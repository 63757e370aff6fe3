import type { HostCalls, HostDescription, HostKernel, HostMemory } from '../../src/ports';
import { vfioPath } from '../../src/tables/uapi';
import { AddressSpace } from './address-space';
import { type Below, probeSmmus } from './boot';
import { FileTable } from './open-file';
import { PhysicalDevice } from './physical-device';
import type { Release } from './release';
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

  /** CMDQ-V stays as it is (HOST-09). */
  shutDown(): Promise<void> {
    return Promise.resolve();
  }

  startProcess(): HostCalls {
    const addressSpace = new AddressSpace(this.#memory, this.#pageSize);
    const kernel = { pageSize: this.#pageSize, release: this.#release };
    return new UserProcess({ ...kernel, addressSpace, files: new FileTable() }, this.#devices);
  }
}
