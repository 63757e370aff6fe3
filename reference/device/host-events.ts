import type { ReadBytes, Refused } from '../../src/ports';
import { VEVENT_HEADER, VEVENTQ_ALLOC } from '../../src/tables/uapi';
import type { HostSession } from './host-session';
import { Turns } from './turns';

/** The queue that the kernel is asked for. */
export interface WantedEvents {
  readonly viommu: number;
  readonly type: number;
  readonly depth: number;
  /** Size of what follows the header of a record. */
  readonly payloadBytes: number;
}

/** What becomes of an event: its payload is all that the guest ever hears of. */
export type Deliver = (payload: Uint8Array) => Promise<void> | void;

/**
 * A vEVENTQ of the vIOMMU, read whenever it becomes readable.
 *
 * A sequence number only tells whether to warn of lost events: an event after a gap, at the wrap
 * from INT_MAX to 0 or after a LOST_EVENTS record is taken like any other, so it needs no tracking
 * here (EVT-03, EVT-05, SMMU-13, OQ-34, HIST-39).
 */
export class HostEvents {
  readonly #session: HostSession;
  readonly #id: number;
  readonly fd: number;
  readonly #recordBytes: number;
  readonly #deliver: Deliver;
  readonly #turns = new Turns();

  private constructor(session: HostSession, made: { readonly id: number; readonly fd: number }, recordBytes: number, deliver: Deliver) {
    this.#session = session;
    this.#id = made.id;
    this.fd = made.fd;
    this.#recordBytes = recordBytes;
    this.#deliver = deliver;
  }

  /** Allocates the queue and listens, unless the kernel refuses it. */
  static async listen(
    session: HostSession,
    { viommu, type, depth, payloadBytes }: WantedEvents,
    deliver: Deliver,
  ): Promise<{ readonly status: 'OK'; readonly events: HostEvents } | Refused> {
    const { status, out } = await session.ask(VEVENTQ_ALLOC, { viommu_id: viommu, type, veventq_depth: depth });
    if (status !== 'OK') return { status };
    const made = { id: out.out_veventq_id, fd: out.out_veventq_fd };
    const events = new HostEvents(session, made, VEVENT_HEADER.bytes + payloadBytes, deliver);
    session.calls.onReadable(events.fd, () => events.#turns.take(() => events.#drain()));
    return { status, events };
  }

  /** Resolves when no read is under way. */
  delivered(): Promise<void> {
    return this.#turns.over();
  }

  /** The fd holds the queue, so it goes first (UAPI-VEQ-07, TEAR-10). */
  async release(): Promise<void> {
    await this.#session.calls.close(this.fd);
    await this.#session.destroy(this.#id);
  }

  /** Takes records until one is missing or not whole: an empty queue, an error, LOST_EVENTS at its tail (EVT-02 to EVT-04). */
  async #drain(): Promise<void> {
    for (;;) {
      const result = await this.#session.calls.read(this.fd, { count: this.#recordBytes });
      const payload = this.#payloadOf(result);
      if (payload === undefined) return;
      await this.#deliver(payload);
    }
  }

  #payloadOf(result: ReadBytes): Uint8Array | undefined {
    return result.status === 'OK' && result.bytes.length >= this.#recordBytes ? result.bytes.subarray(VEVENT_HEADER.bytes) : undefined;
  }
}
