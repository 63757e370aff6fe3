import type {
  AccessWidth,
  HostCalls,
  Mapped,
  MemoryRequest,
  MmapRequest,
  Opened,
  PollCondition,
  ReadBytes,
  ReadRequest,
  Status,
  UserMemory,
} from '../../ports';
import type { Actor, HostEvent, SegmentCopy } from './operation';
import type { OperationLog } from './operation-log';

/** The host-call port of one process, recording what crosses it. */
export class RecordingHostCalls implements HostCalls {
  readonly #inner: HostCalls;
  readonly #log: OperationLog;
  readonly #process: string;
  readonly #by: Actor;

  constructor(inner: HostCalls, log: OperationLog, process: string, by: Actor) {
    this.#inner = inner;
    this.#log = log;
    this.#process = process;
    this.#by = by;
  }

  open(path: string): Promise<Opened> {
    const event: HostEvent = { op: 'open', path };
    return this.#during(
      event,
      () => this.#inner.open(path),
      (result) => {
        event.status = result.status;
        if (result.status === 'OK') event.fd = result.fd;
      },
    );
  }

  close(fd: number): Promise<Status> {
    const event: HostEvent = { op: 'close', fd };
    return this.#during(
      event,
      () => this.#inner.close(fd),
      (result) => {
        event.status = result;
      },
    );
  }

  ioctl(fd: number, request: number, argument: bigint, memory: UserMemory): Promise<Status> {
    const event: HostEvent = { op: 'ioctl', fd, request, argument, before: copySegments(memory), after: undefined, status: undefined };
    return this.#during(
      event,
      () => this.#inner.ioctl(fd, request, argument, memory),
      (status) => {
        event.status = status;
        event.after = copySegments(memory);
      },
    );
  }

  mmap(fd: number, request: MmapRequest): Promise<Mapped> {
    const event: HostEvent = { op: 'mmap', fd, request };
    return this.#during(
      event,
      () => this.#inner.mmap(fd, request),
      (result) => {
        event.status = result.status;
        if (result.status === 'OK') event.address = result.address;
      },
    );
  }

  munmap(address: bigint, length: bigint): Promise<Status> {
    const event: HostEvent = { op: 'munmap', address, length };
    return this.#during(
      event,
      () => this.#inner.munmap(address, length),
      (result) => {
        event.status = result;
      },
    );
  }

  read(fd: number, request: ReadRequest): Promise<ReadBytes> {
    const event: HostEvent = { op: 'fdRead', fd, count: request.count };
    return this.#during(
      event,
      () => this.#inner.read(fd, request),
      (result) => {
        event.status = result.status;
        if (result.status === 'OK') event.bytes = result.bytes;
      },
    );
  }

  poll(fd: number): Promise<readonly PollCondition[]> {
    const event: HostEvent = { op: 'poll', fd };
    return this.#during(
      event,
      () => this.#inner.poll(fd),
      (result) => {
        event.conditions = result;
      },
    );
  }

  onReadable(fd: number, handler: () => Promise<void>): void {
    this.#inner.onReadable(fd, () =>
      this.#log.during({ port: 'host', who: this.#process, event: { op: 'readable', fd } }, 'kernel', handler),
    );
  }

  load(address: bigint, width: AccessWidth): Promise<bigint> {
    const event: HostEvent = { op: 'load', address, width, value: undefined };
    return this.#during(
      event,
      () => this.#inner.load(address, width),
      (result) => {
        event.value = result;
      },
    );
  }

  store(address: bigint, width: AccessWidth, value: bigint): Promise<void> {
    return this.#during({ op: 'store', address, width, value }, () => this.#inner.store(address, width, value));
  }

  allocate(request: MemoryRequest): Promise<bigint> {
    const event: HostEvent = { op: 'allocate', bytes: request.runs.reduce((sum, run) => sum + run.length, 0n) };
    return this.#during(
      event,
      () => this.#inner.allocate(request),
      (result) => {
        event.address = result;
      },
    );
  }

  readMemory(address: bigint, length: number): Promise<Uint8Array> {
    const event: HostEvent = { op: 'readMemory', address, length };
    return this.#during(
      event,
      () => this.#inner.readMemory(address, length),
      (result) => {
        event.bytes = result;
      },
    );
  }

  writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    return this.#during({ op: 'writeMemory', address, bytes }, () => this.#inner.writeMemory(address, bytes));
  }

  #during<T>(event: HostEvent, run: () => Promise<T>, keep?: (result: T) => void): Promise<T> {
    return this.#log.during({ port: 'host', who: this.#process, event }, this.#by, run, keep);
  }
}

function copySegments(memory: UserMemory): readonly SegmentCopy[] {
  return memory.segments.map(({ address, bytes }) => ({ address, bytes: bytes.slice() }));
}
