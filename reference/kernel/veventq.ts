import type { PollCondition, ReadRequest } from '../../src/ports';
import { encodeStructure, VEVENT_FLAGS, VEVENT_HEADER } from '../../src/tables/uapi';
import type { Heap } from './heap';
import { KernelObject } from './objects';
import { Refusal } from './refusal';

/** Sequence numbers go from 0 to this one, then start again (UAPI-VEQ-13). */
const LAST_SEQUENCE = 2 ** 31 - 1;

interface Vevent {
  readonly sequence: number;
  /** Absent from a record of lost events. */
  readonly payload: Uint8Array | undefined;
}

/** A queue of events of one type, from a vIOMMU to user space. */
export class Veventq extends KernelObject {
  readonly #depth: number;
  readonly #heap: Heap;
  readonly #onGone: () => void;
  readonly #events: Vevent[] = [];
  #sequence = 0;
  #handlers: readonly (() => Promise<void>)[] = [];

  /** `depth` bounds the events that wait; records of lost events do not count (UAPI-VEQ-15). */
  constructor(depth: number, heap: Heap, onGone: () => void) {
    super();
    this.#depth = depth;
    this.#heap = heap;
    this.#onGone = onGone;
  }

  onReadable(handler: () => Promise<void>): void {
    this.#handlers = [...this.#handlers, handler];
  }

  /** Nobody reads any more. */
  stopReading(): void {
    this.#handlers = [];
  }

  /** Queues an event, or a record that it was lost; resolves when the readers have dealt with it. */
  async push(payload: Uint8Array): Promise<void> {
    const full = this.#waiting === this.#depth;
    const lost = !this.#heap.gives() || full; // UAPI-VEQ-14, UAPI-VEQ-20
    const sequence = this.#sequence;
    this.#sequence = sequence === LAST_SEQUENCE ? 0 : sequence + 1; // UAPI-VEQ-13
    // UAPI-VEQ-14: there is one record of lost events, at the tail; what comes next takes its place.
    if (isLoss(this.#events.at(-1))) this.#events.pop();
    this.#events.push({ sequence, payload: lost ? undefined : payload });
    for (const handler of this.#handlers) await handler();
  }

  poll(): readonly PollCondition[] {
    return this.#events.length > 0 ? ['POLLIN', 'POLLRDNORM'] : []; // UAPI-VEQ-09, UAPI-VEQ-16
  }

  /** Takes as many events as the reader has room for (UAPI-VEQ-10). */
  read({ count, writable = count, position = 0n }: ReadRequest): Uint8Array {
    if (position !== 0n) throw new Refusal('ESPIPE'); // UAPI-VEQ-08
    if (count < VEVENT_HEADER.bytes) throw new Refusal('EINVAL'); // UAPI-VEQ-08
    const records: Uint8Array[] = [];
    let done = 0;
    for (const event of this.#events) {
      const record = recordOf(event);
      const obstacle = done + record.length > count ? 'EINVAL' : done + record.length > writable ? 'EFAULT' : undefined;
      if (obstacle !== undefined) {
        if (done === 0) throw new Refusal(obstacle); // UAPI-VEQ-11, UAPI-VEQ-12: the event stays
        break;
      }
      records.push(record);
      done += record.length;
    }
    this.#events.splice(0, records.length);
    return concatenate(records); // UAPI-VEQ-09: possibly none
  }

  override async destroy(): Promise<void> {
    this.#onGone();
  }

  /** Events that count against the depth. */
  get #waiting(): number {
    return this.#events.length - (isLoss(this.#events.at(-1)) ? 1 : 0);
  }
}

function isLoss(event: Vevent | undefined): boolean {
  return event !== undefined && event.payload === undefined;
}

function recordOf({ sequence, payload }: Vevent): Uint8Array {
  const flags = payload === undefined ? VEVENT_FLAGS.LOST_EVENTS : 0;
  const header = encodeStructure(VEVENT_HEADER, { flags, sequence });
  return payload === undefined ? header : concatenate([header, payload]);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let done = 0;
  for (const part of parts) {
    whole.set(part, done);
    done += part.length;
  }
  return whole;
}
