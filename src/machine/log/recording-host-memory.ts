import type { HostMemory } from '../../ports';
import type { Actor, MemoryEvent } from './operation';
import type { OperationLog } from './operation-log';

/** The memory port as one user of it sees it, recording what crosses it. */
export class RecordingHostMemory implements HostMemory {
  readonly #inner: HostMemory;
  readonly #log: OperationLog;
  readonly #user: string;
  readonly #by: Actor;

  constructor(inner: HostMemory, log: OperationLog, user: string, by: Actor) {
    this.#inner = inner;
    this.#log = log;
    this.#user = user;
    this.#by = by;
  }

  read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    const event: MemoryEvent = { op: 'read', address, length };
    return this.#during(
      event,
      () => this.#inner.read(address, length),
      (bytes) => {
        event.bytes = bytes ?? 'abort';
      },
    );
  }

  write(address: bigint, bytes: Uint8Array): Promise<boolean> {
    const event: MemoryEvent = { op: 'write', address, bytes };
    return this.#during(
      event,
      () => this.#inner.write(address, bytes),
      (result) => {
        event.done = result;
      },
    );
  }

  #during<T>(event: MemoryEvent, run: () => Promise<T>, keep?: (result: T) => void): Promise<T> {
    return this.#log.during({ port: 'memory', who: this.#user, event }, this.#by, run, keep);
  }
}
