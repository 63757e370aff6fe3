import type { HostCalls } from '../../src/ports';
import type { GuestMemory } from './guest-memory';
import { HostSession } from './host-session';

/** The VM's one iommufd (ISO-01): opened for the first device behind any of its SMMUs, closed when none has a device any more. */
export class SharedSession {
  readonly #calls: HostCalls;
  readonly #memory: GuestMemory;
  #session: HostSession | undefined;
  #users = 0;

  constructor(calls: HostCalls, memory: GuestMemory) {
    this.#calls = calls;
    this.#memory = memory;
  }

  /** An SMMU gets its first device. */
  async enter(): Promise<HostSession> {
    this.#session ??= await HostSession.start(this.#calls, this.#memory);
    this.#users += 1;
    return this.#session;
  }

  /** An SMMU has no device any more. The kernel takes its nest parent with the iommufd, if no other SMMU needs that. */
  async leave(stage2: number | undefined): Promise<void> {
    const session = this.#session;
    this.#users -= 1;
    if (session === undefined) return;
    if (this.#users > 0) {
      if (stage2 !== undefined) await session.destroy(stage2);
      return;
    }
    this.#session = undefined;
    await session.end();
  }

  /** The process ends, with devices or without. */
  async end(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#users = 0;
    await session?.end();
  }
}
