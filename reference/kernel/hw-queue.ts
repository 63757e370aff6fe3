import type { Ioas, PinnedPages } from './ioas';
import type { IommufdContext } from './iommufd-context';
import { KernelObject } from './objects';
import type { Lvcmdq } from './tegra/lvcmdq';
import type { Vintf } from './tegra/vintf';
import type { Viommu } from './viommu';

/** The kernel's own use of an IOAS on behalf of a queue; it has an ID of its own (UAPI-COM-07). */
export class Access extends KernelObject {
  readonly #ioas: Ioas;
  readonly pages: PinnedPages;

  constructor(ioas: Ioas, pages: PinnedPages) {
    super();
    this.#ioas = ioas;
    this.pages = pages;
    ioas.acquire(); // UAPI-DES-03
    this.acquire(); // by its queue, so that DESTROY does not get at it
  }

  override async destroy(): Promise<void> {
    this.pages.unpin();
    this.#ioas.release();
  }
}

/** Ends an access on behalf of its queue. */
export async function endAccess({ objects }: IommufdContext, access: Access): Promise<void> {
  objects.remove(access);
  access.release();
  await access.destroy();
}

/** A logical vCMDQ that a VM owns. */
export class HwQueue extends KernelObject {
  readonly #context: IommufdContext;
  readonly #viommu: Viommu;
  readonly #vintf: Vintf;
  readonly #lvcmdq: Lvcmdq;
  readonly #access: Access;
  /** The queue of the next lower index, which must not go first (UAPI-HWQ-23). */
  readonly #previous: KernelObject | undefined;

  constructor(context: IommufdContext, viommu: Viommu, vintf: Vintf, lvcmdq: Lvcmdq, access: Access) {
    super();
    this.#context = context;
    this.#viommu = viommu;
    this.#vintf = vintf;
    this.#lvcmdq = lvcmdq;
    this.#access = access;
    this.#previous = viommu.queues[lvcmdq.index - 1];
    this.#previous?.acquire(); // UAPI-HWQ-20
    viommu.queues[lvcmdq.index] = this;
    viommu.acquire(); // UAPI-HWQ-20
  }

  /** UAPI-HWQ-24, TEAR-11. */
  override async destroy(): Promise<void> {
    await this.#vintf.freeQueue(this.#lvcmdq);
    this.#viommu.queues.length = this.#lvcmdq.index;
    this.#previous?.release();
    await endAccess(this.#context, this.#access);
    this.#viommu.release();
  }
}
