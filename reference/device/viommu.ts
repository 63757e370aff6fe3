import type { Status, StreamTableEntry } from '../../src/ports';
import {
  DATA_ADDRESS,
  decodeStructure,
  HW_QUEUE_ALLOC,
  HW_QUEUE_TYPES,
  HWPT_ALLOC,
  HWPT_DATA,
  HWPT_INVALIDATE,
  HWPT_SMMUV3_DATA,
  INVALIDATE_DATA,
  type Values,
  VDEVICE_ALLOC,
  VIOMMU_ALLOC,
  VIOMMU_TEGRA241_DATA,
  VIOMMU_TYPES,
} from '../../src/tables/uapi';
import type { HostSession } from './host-session';
import { type Refusal, refused } from './refusal';
import { ABORT_ENTRY, BYPASS_ENTRY, hostEntry } from './stream-table';

/** Where the kernel offers page 0 of the VINTF for mmap. */
export type PageOffer = Values<typeof VIOMMU_TEGRA241_DATA>;

/** A new vIOMMU, and what it offers if it is on a VINTF. */
export interface Allocated {
  readonly viommu: Viommu;
  readonly offer: PageOffer | undefined;
}

/** The kernel's part of the emulated SMMU: one vIOMMU for all devices behind it (LIFE-09, LIFE-15). */
export class Viommu {
  readonly #session: HostSession;
  readonly id: number;
  /** The dev_id that the vIOMMU was allocated with. */
  readonly founder: number;
  readonly #untranslated = new Map<'abort' | 'bypass', number>();

  private constructor(session: HostSession, id: number, founder: number) {
    this.#session = session;
    this.id = id;
    this.founder = founder;
  }

  /** Allocates a vIOMMU without CMDQ-V (QEMU-03). */
  static async plain(session: HostSession, device: number, stage2: number): Promise<Allocated> {
    const { status, out } = await session.ask(VIOMMU_ALLOC, { type: VIOMMU_TYPES.ARM_SMMUV3, dev_id: device, hwpt_id: stage2 });
    if (status !== 'OK') throw noViommu(device, status);
    return { viommu: new Viommu(session, out.out_viommu_id, device), offer: undefined };
  }

  /** Allocates a vIOMMU on a VINTF of its own (LIFE-05). */
  static async onVintf(session: HostSession, device: number, stage2: number): Promise<Allocated> {
    const { status, out, data } = await session.ask(
      VIOMMU_ALLOC,
      {
        type: VIOMMU_TYPES.TEGRA241_CMDQV,
        dev_id: device,
        hwpt_id: stage2,
        data_len: VIOMMU_TEGRA241_DATA.bytes,
        data_uptr: DATA_ADDRESS,
      },
      new Uint8Array(VIOMMU_TEGRA241_DATA.bytes),
    );
    if (status !== 'OK') throw noViommu(device, status);
    return { viommu: new Viommu(session, out.out_viommu_id, device), offer: decodeStructure(VIOMMU_TEGRA241_DATA, data) };
  }

  /** Allocates the HWPTs for streams that are not translated (LIFE-09). */
  async prepare(): Promise<void> {
    await this.#demandHwpt('abort', ABORT_ENTRY);
    await this.#demandHwpt('bypass', BYPASS_ENTRY);
  }

  /** The HWPT for streams that are not translated. */
  untranslated(treatment: 'abort' | 'bypass'): number {
    const id = this.#untranslated.get(treatment);
    if (id === undefined) throw new Error(`the vIOMMU has no ${treatment} HWPT`);
    return id;
  }

  /** Allocates a nested HWPT from a Stream Table Entry; `undefined` if the kernel refuses it. */
  async allocateNested(device: number, entry: StreamTableEntry): Promise<number | undefined> {
    const { status, out } = await this.#requestHwpt(device, entry);
    return status === 'OK' ? out.out_hwpt_id : undefined;
  }

  /** Allocates the vDEVICE that maps `streamId` to the device; `undefined` if the kernel refuses it (LIFE-12). */
  async allocateVdevice(device: number, streamId: number): Promise<number | undefined> {
    const request = { viommu_id: this.id, dev_id: device, virt_id: BigInt(streamId) };
    const { status, out } = await this.#session.ask(VDEVICE_ALLOC, request);
    return status === 'OK' ? out.out_vdevice_id : undefined;
  }

  /** Allocates the hw_queue behind vCMDQ `index`; `undefined` if the kernel refuses it. */
  async allocateQueue(index: number, address: bigint, length: bigint): Promise<number | undefined> {
    const { status, out } = await this.#session.ask(HW_QUEUE_ALLOC, {
      viommu_id: this.id,
      type: HW_QUEUE_TYPES.TEGRA241_CMDQV,
      index,
      nesting_parent_iova: address,
      length,
    });
    return status === 'OK' ? out.out_hw_queue_id : undefined;
  }

  async destroyQueue(id: number): Promise<void> {
    await this.#session.destroy(id);
  }

  /** Hands one invalidation command to the host, which may refuse it (TRAP-02, SMMU-20). */
  async invalidate(command: Uint8Array): Promise<Status> {
    const request = {
      hwpt_id: this.id,
      data_uptr: DATA_ADDRESS,
      data_type: INVALIDATE_DATA.ARM_SMMUV3,
      entry_len: command.length,
      entry_num: 1,
    };
    return (await this.#session.ask(HWPT_INVALIDATE, request, command)).status;
  }

  /** Gives the vIOMMU back; whatever else was allocated on it must be gone (TEAR-10). */
  async release(): Promise<void> {
    for (const id of this.#untranslated.values()) await this.#session.destroy(id);
    await this.#session.destroy(this.id);
  }

  async #demandHwpt(treatment: 'abort' | 'bypass', entry: StreamTableEntry): Promise<void> {
    const { status, out } = await this.#requestHwpt(this.founder, entry);
    if (status !== 'OK') throw refused(`Unable to alloc ${treatment} HWPT`, status);
    this.#untranslated.set(treatment, out.out_hwpt_id);
  }

  #requestHwpt(device: number, entry: StreamTableEntry) {
    const request = {
      dev_id: device,
      pt_id: this.id,
      data_type: HWPT_DATA.ARM_SMMUV3,
      data_len: HWPT_SMMUV3_DATA.bytes,
      data_uptr: DATA_ADDRESS,
    };
    return this.#session.ask(HWPT_ALLOC, request, hostEntry(entry));
  }
}

/** QEMU-14 */
function noViommu(device: number, status: Status): Refusal {
  return refused(`Unable to alloc vIOMMU: hiodi devid ${device}`, status);
}
