import type { DeviceDescription } from '../../src/ports';
import type { IommufdContext } from './iommufd-context';
import { Refusal } from './refusal';
import type { Smmu } from './smmu';

/** A device of the host, which one iommufd at a time can own. */
export class PhysicalDevice {
  readonly description: DeviceDescription;
  readonly smmu: Smmu;
  #owner: IommufdContext | undefined;

  constructor(description: DeviceDescription, smmu: Smmu) {
    this.description = description;
    this.smmu = smmu;
  }

  claim(owner: IommufdContext): void {
    if (this.#owner !== undefined) throw new Refusal('EINVAL'); // UAPI-DEV-01, UAPI-DEV-02
    this.#owner = owner;
  }

  unclaim(): void {
    this.#owner = undefined;
  }
}
