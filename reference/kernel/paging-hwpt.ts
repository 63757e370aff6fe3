import type { Ioas, TableLimits } from './ioas';
import { KernelObject } from './objects';
import { Refusal } from './refusal';
import type { Smmu } from './smmu';
import { tableLimits } from './smmu-features';

/** What tells one table of an IOAS from another. */
export interface PagingKind {
  /** It is a stage 2, for VMs to have stages 1 on top of; the others are stages 1. */
  readonly nestParent: boolean;
  /** Made by attaching a device to the IOAS; goes when nothing is attached any more. */
  readonly automatic: boolean;
  /** Made for a coherent device, it takes no other (UAPI-VFIO-07). */
  readonly coherentOnly: boolean;
}

/** A translation table with everything that an IOAS maps. */
export class PagingHwpt extends KernelObject {
  readonly ioas: Ioas;
  readonly smmu: Smmu;
  readonly kind: PagingKind;
  /** 0 for a stage-1 table. */
  readonly vmid: number;
  readonly #limits: TableLimits;

  constructor(ioas: Ioas, smmu: Smmu, kind: PagingKind, pageSize: bigint) {
    super();
    this.ioas = ioas;
    this.smmu = smmu;
    this.kind = kind;
    this.#limits = tableLimits(smmu.description, kind.nestParent ? 2 : 1, pageSize);
    this.vmid = kind.nestParent ? allocateVmid(smmu) : 0;
    try {
      ioas.addTable(this.#limits);
    } catch (error) {
      this.#freeVmid();
      throw error;
    }
    ioas.acquire(); // UAPI-DES-03
  }

  override async destroy(): Promise<void> {
    this.ioas.removeTable(this.#limits);
    this.#freeVmid();
    this.ioas.release();
  }

  #freeVmid(): void {
    if (this.vmid !== 0) this.smmu.vmids.give(this.vmid);
  }
}

function allocateVmid(smmu: Smmu): number {
  const vmid = smmu.vmids.take();
  if (vmid === undefined) throw new Refusal('ENOSPC'); // UAPI-HWPT-07
  return vmid;
}
