import type { HostCalls } from '../../src/ports';
import {
  type Called,
  call,
  DESTROY,
  HWPT_ALLOC,
  HWPT_FLAGS,
  IOAS_ALLOC,
  IOAS_MAP,
  IOAS_MAP_FLAGS,
  IOMMU_PATH,
  type Request,
  type Structure,
  type Values,
} from '../../src/tables/uapi';
import type { GuestMemory } from './guest-memory';
import { demand, demandFile } from './refusal';
import { unwinding } from './unwinding';

const MAP_FLAGS = IOAS_MAP_FLAGS.FIXED_IOVA | IOAS_MAP_FLAGS.READABLE | IOAS_MAP_FLAGS.WRITEABLE;

/**
 * An open iommufd: the IOAS with all guest RAM at its guest physical address, and the stage-2 HWPTs over it, one for each
 * SMMU.
 *
 * The VINTF page is never mapped into the IOAS (P0-05).
 */
export class HostSession {
  readonly calls: HostCalls;
  readonly fd: number;
  readonly #ioas: number;

  private constructor(calls: HostCalls, fd: number, ioas: number) {
    this.calls = calls;
    this.fd = fd;
    this.#ioas = ioas;
  }

  static start(calls: HostCalls, memory: GuestMemory): Promise<HostSession> {
    return unwinding(async (undo) => {
      const fd = await demandFile(calls, IOMMU_PATH);
      undo(() => calls.close(fd));
      const ioas = (await demand(calls, fd, IOAS_ALLOC, {})).out.out_ioas_id;
      for (const { address, length, user } of memory.regions) {
        await demand(calls, fd, IOAS_MAP, { flags: MAP_FLAGS, ioas_id: ioas, user_va: user, length, iova: address });
      }
      return new HostSession(calls, fd, ioas);
    });
  }

  /** Allocates a nest-parent HWPT for the SMMU that the device is behind. */
  async allocateStage2(device: number): Promise<number> {
    return (await this.demand(HWPT_ALLOC, { flags: HWPT_FLAGS.NEST_PARENT, dev_id: device, pt_id: this.#ioas })).out.out_hwpt_id;
  }

  /** Issues a request that may fail. */
  ask<S extends Structure>(request: Request<S>, values: Partial<Values<S>>, data?: Uint8Array): Promise<Called<S>> {
    return call(this.calls, this.fd, request, values, data);
  }

  /** Issues a request that must succeed; throws a `Refusal` otherwise. */
  demand<S extends Structure>(request: Request<S>, values: Partial<Values<S>>, data?: Uint8Array): Promise<Called<S>> {
    return demand(this.calls, this.fd, request, values, data);
  }

  async destroy(id: number): Promise<void> {
    await this.ask(DESTROY, { id });
  }

  /** Gives everything back: what is left in the iommufd goes with it (UAPI-DES-04, TEAR-12). */
  async end(): Promise<void> {
    await this.calls.close(this.fd);
  }
}
