import { CmdqvBlock } from './cmdqv-block';
import { listenForErrors } from './error-events';
import type { HostEvents } from './host-events';
import { HostPage } from './host-page';
import type { HostSession } from './host-session';
import { unwinding } from './unwinding';
import type { PageOffer, Viommu } from './viommu';

/** An active CMDQ-V: the block that the guest sees, and what the host lends it for as long as the vIOMMU lives. */
export class Cmdqv {
  readonly block: CmdqvBlock;
  readonly #page: HostPage;
  readonly #events: HostEvents;

  private constructor(block: CmdqvBlock, page: HostPage, events: HostEvents) {
    this.block = block;
    this.#page = page;
    this.#events = events;
  }

  /** Maps page 0 and allocates the event queue (LIFE-06, LIFE-07); throws a `Refusal` and leaves neither if that fails. */
  static activate(session: HostSession, viommu: Viommu, offer: PageOffer, interrupt: () => void): Promise<Cmdqv> {
    return unwinding(async (undo) => {
      const page = await HostPage.map(session.calls, session.fd, offer);
      undo(() => page.unmap());
      const block = new CmdqvBlock(viommu, page, interrupt);
      const events = await listenForErrors(session, viommu.id, (map) => block.reportErrors(map));
      return new Cmdqv(block, page, events);
    });
  }

  /** fd of the event queue. */
  get eventFd(): number {
    return this.#events.fd;
  }

  /** Resolves when every event that has begun to arrive has reached the guest. */
  delivered(): Promise<void> {
    return this.#events.delivered();
  }

  /** Gives back what keeps the vIOMMU of a failed attach from being destroyed, in the order of TEAR-10. */
  async release(): Promise<void> {
    await this.#events.release();
    await this.#page.unmap();
  }

  /** The process ends: its mapping goes, its files are closed by others. */
  async abandon(): Promise<void> {
    await this.#page.unmap();
  }
}
