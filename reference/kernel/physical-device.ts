import type { DeviceDescription } from '../../src/ports';
import type { IommufdContext } from './iommufd-context';
import { Refusal } from './refusal';
import type { Smmu } from './smmu';

/** A device of the host, which one iommufd at a time can own. */
export class PhysicalDevice {
  readonly description: DeviceDescription;
  readonly smmu: Smmu;
  #owner: IommufdContext | undefined;
  #claims = 0;

  constructor(description: DeviceDescription, smmu: Smmu) {
    this.description = description;
    this.smmu = smmu;
  }

  claim(owner: IommufdContext): void {
    if (this.#owner !== undefined && this.#owner !== owner) throw new Refusal('EPERM'); // UAPI-DEV-01
    this.#owner = owner;
    this.#claims++;
  }

  unclaim(): void {
    this.#claims--;
    if (this.#claims === 0) this.#owner = undefined;
  }
}
