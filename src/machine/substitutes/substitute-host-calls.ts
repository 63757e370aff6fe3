import type {
  AccessWidth,
  Errno,
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

/** Changes what a successful ioctl left in user memory, as another host would have answered. */
export type Amendment = (argument: bigint, memory: UserMemory) => void;

/**
 * A kernel that a scenario can make refuse, amend its answers, or report events of its own;
 * everything else goes to the kernel behind it.
 */
export class SubstituteHostCalls implements HostCalls {
  readonly #inner: HostCalls;
  readonly #given: () => void;
  readonly #refusals = new Map<number, { readonly status: Errno; readonly after: number }>();
  readonly #made = new Map<number, number>();
  readonly #amendments = new Map<number, Amendment>();
  readonly #handlers = new Map<number, () => Promise<void>>();
  readonly #events: ReadBytes[] = [];
  #mmapRefusal: Errno | undefined;

  /** `given` is called before each answer that is not the kernel's. */
  constructor(inner: HostCalls, given: () => void) {
    this.#inner = inner;
    this.#given = given;
  }

  /** From now on `request` fails with `status`, without reaching the kernel, once it was issued `after` times more. */
  refuse(request: number, status: Errno, after = 0): void {
    this.#refusals.set(request, { status, after });
    this.#made.set(request, 0);
  }

  /** From now on `mmap` fails. */
  refuseMmap(status: Errno): void {
    this.#mmapRefusal = status;
  }

  /** Ends {@link refuse} for `request`. */
  permit(request: number): void {
    this.#refusals.delete(request);
  }

  /** From now on `amendment` follows each successful `request`. */
  amend(request: number, amendment: Amendment): void {
    this.#amendments.set(request, amendment);
  }

  /** Makes the last event fd readable and lets the next `read` return `result`. */
  async deliver(result: ReadBytes): Promise<void> {
    this.#events.push(result);
    const handler = [...this.#handlers.values()].at(-1);
    if (handler === undefined) throw new Error('nobody waits for events');
    await handler();
  }

  open(path: string): Promise<Opened> {
    return this.#inner.open(path);
  }

  close(fd: number): Promise<Status> {
    return this.#inner.close(fd);
  }

  ioctl(fd: number, request: number, argument: bigint, memory: UserMemory): Promise<Status> {
    const refusal = this.#refusals.get(request);
    if (refusal !== undefined) {
      const made = this.#made.get(request) ?? 0;
      if (made >= refusal.after) return this.#answer(refusal.status);
      this.#made.set(request, made + 1);
    }
    const amendment = this.#amendments.get(request);
    if (amendment !== undefined) this.#given();
    const answer = this.#inner.ioctl(fd, request, argument, memory);
    return amendment === undefined ? answer : answer.then((status) => amended(status, () => amendment(argument, memory)));
  }

  mmap(fd: number, request: MmapRequest): Promise<Mapped> {
    if (this.#mmapRefusal !== undefined) return this.#answer({ status: this.#mmapRefusal });
    return this.#inner.mmap(fd, request);
  }

  munmap(address: bigint, length: bigint): Promise<Status> {
    return this.#inner.munmap(address, length);
  }

  read(fd: number, request: ReadRequest): Promise<ReadBytes> {
    const event = this.#handlers.has(fd) ? this.#events.shift() : undefined;
    return event === undefined ? this.#inner.read(fd, request) : this.#answer(event);
  }

  poll(fd: number): Promise<readonly PollCondition[]> {
    return this.#inner.poll(fd);
  }

  onReadable(fd: number, handler: () => Promise<void>): void {
    this.#handlers.set(fd, handler);
    this.#inner.onReadable(fd, handler);
  }

  load(address: bigint, width: AccessWidth): Promise<bigint> {
    return this.#inner.load(address, width);
  }

  store(address: bigint, width: AccessWidth, value: bigint): Promise<void> {
    return this.#inner.store(address, width, value);
  }

  allocate(request: MemoryRequest): Promise<bigint> {
    return this.#inner.allocate(request);
  }

  readMemory(address: bigint, length: number): Promise<Uint8Array> {
    return this.#inner.readMemory(address, length);
  }

  writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    return this.#inner.writeMemory(address, bytes);
  }

  #answer<T>(answer: T): Promise<T> {
    this.#given();
    return Promise.resolve(answer);
  }
}

function amended(status: Status, amend: () => void): Status {
  if (status === 'OK') amend();
  return status;
}
