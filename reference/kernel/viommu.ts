import type { IommufdContext } from './iommufd-context';
import type { MmapCookie } from './mmap-cookies';
import { KernelObject } from './objects';
import type { PagingHwpt } from './paging-hwpt';
import type { Smmu } from './smmu';
import type { Cmdqv } from './tegra/cmdqv';
import type { Vintf } from './tegra/vintf';
import type { Veventq } from './veventq';

/** What makes a vIOMMU one of a Tegra241. */
export interface VintfShare {
  readonly cmdqv: Cmdqv;
  readonly vintf: Vintf;
  /** Offers page 0 of the VINTF for mmap. */
  readonly cookie: MmapCookie;
}

/** A VM's share of an SMMU: its VMID, its vSIDs and, on a Tegra241, a VINTF. */
export class Viommu extends KernelObject {
  /** The nest parent. */
  readonly parent: PagingHwpt;
  /** Absent on a plain SMMUv3 vIOMMU. */
  share: VintfShare | undefined;
  /** pSID by vSID; `undefined` while the vDEVICE is being made (VSID-13). */
  readonly streams = new Map<bigint, number | undefined>();
  /** By type. */
  readonly veventqs = new Map<number, Veventq>();
  /** hw_queues, by index. */
  readonly queues: KernelObject[] = [];
  readonly #context: IommufdContext;

  constructor(context: IommufdContext, parent: PagingHwpt) {
    super();
    this.#context = context;
    this.parent = parent;
    parent.acquire(); // UAPI-VIOMMU-15
  }

  get smmu(): Smmu {
    return this.parent.smmu;
  }

  get vmid(): number {
    return this.parent.vmid;
  }

  /** Queues an event for whoever listens to its type; nobody else hears of it (UAPI-VEQ-17). */
  async report(type: number, payload: Uint8Array): Promise<void> {
    await this.veventqs.get(type)?.push(payload);
  }

  override async destroy(): Promise<void> {
    if (this.share !== undefined) {
      const { cmdqv, vintf, cookie } = this.share;
      this.#context.cookies.remove(cookie); // UAPI-VIOMMU-16
      await cmdqv.freeVintf(vintf);
    }
    this.parent.release();
  }
}
