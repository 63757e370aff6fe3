import type { IommufdContext } from './iommufd-context';
import type { NestedHwpt } from './nested-hwpt';
import { KernelObject } from './objects';
import type { PagingHwpt } from './paging-hwpt';
import type { PhysicalDevice } from './physical-device';
import type { Smmu } from './smmu';
import type { Vdevice } from './vdevice';

/** A device that is bound to an iommufd; its ID is the dev_id. */
export class Device extends KernelObject {
  readonly physical: PhysicalDevice;
  readonly #context: IommufdContext;
  /** What translates the device's accesses; `undefined` while it is detached. */
  hwpt: PagingHwpt | NestedHwpt | undefined;
  vdevice: Vdevice | undefined;

  constructor(physical: PhysicalDevice, context: IommufdContext) {
    super();
    physical.claim(context);
    this.physical = physical;
    this.#context = context;
    context.acquire();
    this.acquire(); // by the VFIO file, so that DESTROY does not get at it
  }

  get smmu(): Smmu {
    return this.physical.smmu;
  }

  /** pSIDs. */
  get streamIds(): readonly number[] {
    return this.physical.description.streamIds;
  }

  /** Takes the device, which must be detached, away from the iommufd; its vDEVICE goes with it (VSID-15). */
  async unbind(): Promise<void> {
    const { objects } = this.#context;
    if (this.vdevice !== undefined) {
      const { vdevice } = this;
      objects.bury(vdevice);
      await vdevice.destroy();
    }
    objects.remove(this);
    this.release();
    await this.destroy();
    await this.#context.release();
  }

  override async destroy(): Promise<void> {
    this.physical.unclaim();
  }
}
