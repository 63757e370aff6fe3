import type { ReadBytes } from '../../src/ports';
import { decodeStructure, VEVENT_HEADER, VEVENT_TEGRA241, VEVENTQ_ALLOC, VEVENTQ_MAX_DEPTH, VEVENTQ_TYPES } from '../../src/tables/uapi';
import type { HostSession } from './host-session';
import { refused } from './refusal';

/** The VINTF's LVCMDQ_ERR_MAP as an event carries it: bits [63:0], bits [127:64]. */
export type ErrorMap = readonly [bigint, bigint];

const RECORD_BYTES = VEVENT_HEADER.bytes + VEVENT_TEGRA241.bytes;

/**
 * The vIOMMU's event queue, read whenever it becomes readable.
 *
 * A sequence number only tells whether to warn of lost events: an event after a gap, at the wrap
 * from INT_MAX to 0 or after a LOST_EVENTS record is taken like any other, so it needs no tracking
 * here (EVT-03, EVT-05, OQ-34, HIST-39).
 */
export class ErrorEvents {
  readonly #session: HostSession;
  readonly #id: number;
  readonly fd: number;
  readonly #deliver: (map: ErrorMap) => void;
  readonly #drains = new Set<Promise<void>>();

  private constructor(session: HostSession, id: number, fd: number, deliver: (map: ErrorMap) => void) {
    this.#session = session;
    this.#id = id;
    this.fd = fd;
    this.#deliver = deliver;
  }

  /** Allocates the queue and listens (LIFE-07); throws a `Refusal` if the kernel refuses. */
  static async listen(session: HostSession, viommu: number, deliver: (map: ErrorMap) => void): Promise<ErrorEvents> {
    const request = { viommu_id: viommu, type: VEVENTQ_TYPES.TEGRA241_CMDQV, veventq_depth: VEVENTQ_MAX_DEPTH };
    const { status, out } = await session.ask(VEVENTQ_ALLOC, request);
    // QEMU-14
    if (status !== 'OK') throw refused('Tegra241 CMDQV: failed to alloc veventq', status);
    const events = new ErrorEvents(session, out.out_veventq_id, out.out_veventq_fd, deliver);
    session.calls.onReadable(events.fd, () => events.#tracked());
    return events;
  }

  /** Resolves when no read is under way. */
  async delivered(): Promise<void> {
    while (this.#drains.size > 0) await Promise.allSettled(this.#drains);
  }

  /** The fd holds the queue, so it goes first (UAPI-VEQ-07, TEAR-10). */
  async release(): Promise<void> {
    await this.#session.calls.close(this.fd);
    await this.#session.destroy(this.#id);
  }

  #tracked(): Promise<void> {
    const drain = this.#drain().finally(() => this.#drains.delete(drain));
    this.#drains.add(drain);
    return drain;
  }

  /** Takes records until one is missing or not whole: an empty queue, an error, LOST_EVENTS at its tail (EVT-02 to EVT-04). */
  async #drain(): Promise<void> {
    for (;;) {
      const map = errorMapOf(await this.#session.calls.read(this.fd, { count: RECORD_BYTES }));
      if (map === undefined) return;
      // EVT-06: acknowledged before the host looked
      if (map[0] !== 0n || map[1] !== 0n) this.#deliver(map);
    }
  }
}

function errorMapOf(result: ReadBytes): ErrorMap | undefined {
  if (result.status !== 'OK' || result.bytes.length < RECORD_BYTES) return undefined;
  const { lvcmdq_err_map0, lvcmdq_err_map1 } = decodeStructure(VEVENT_TEGRA241, result.bytes.subarray(VEVENT_HEADER.bytes));
  return [lvcmdq_err_map0, lvcmdq_err_map1];
}
