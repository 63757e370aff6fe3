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
import {
  ATTACH_IOMMUFD_PT,
  DESTROY,
  decodeStructure,
  HWPT_ALLOC,
  HWPT_DATA,
  memberBytes,
  type Request,
  readMember,
  type Values,
  VEVENTQ_ALLOC,
} from '../../tables/uapi';

/** What poll() says of an event file with an event. */
const READABLE: readonly PollCondition[] = ['POLLIN', 'POLLRDNORM'];

/** Requests that make or take away what a scenario can speak of. */
const NOTED: readonly number[] = [VEVENTQ_ALLOC.number, HWPT_ALLOC.number, DESTROY.number];

/** What every structure begins with: the bytes that its caller takes it to have. */
const SIZE = { type: 'u32', offset: 0 } as const;

/** Changes what a successful ioctl left in user memory, as another host would have answered. */
export type Amendment = (argument: bigint, memory: UserMemory) => void;

/** Whose events a vEVENTQ has, and of which type. */
export interface EventQueueOf {
  readonly type: number;
  readonly viommu: number;
}

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
  /** Open vEVENTQs, by fd. */
  readonly #eventQueues = new Map<number, EventQueueOf>();
  readonly #events = new Map<number, ReadBytes[]>();
  /** HWPTs of vIOMMUs, by ID. */
  readonly #nested = new Set<number>();
  #attachRefusal: Errno | undefined;
  #nestedRefusal: { readonly status: Errno; readonly after: number } | undefined;
  #nestedMade = 0;
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

  /** From now on a device cannot be attached to a HWPT of a vIOMMU, and to any other as before. */
  refuseNestedAttach(status: Errno): void {
    this.#attachRefusal = status;
  }

  /** From now on HWPT_ALLOC of a stage 1 fails, as of any entry of a stream table, once `after` were asked for; that of a table does not. */
  refuseStage1(status: Errno, after: number): void {
    this.#nestedRefusal = { status, after };
    this.#nestedMade = 0;
  }

  /** From now on `mmap` fails. */
  refuseMmap(status: Errno): void {
    this.#mmapRefusal = status;
  }

  /** Ends {@link refuseMmap}. */
  permitMmap(): void {
    this.#mmapRefusal = undefined;
  }

  /** Ends {@link refuse} for `request`. */
  permit(request: number): void {
    this.#refusals.delete(request);
  }

  /** From now on `amendment` follows each successful `request`. */
  amend(request: number, amendment: Amendment): void {
    this.#amendments.set(request, amendment);
  }

  /**
   * Makes the fd of the newest vEVENTQ that is `wanted` readable and lets its next `read` return these results, or as many records at
   * once as there is room for. `false` if there is none: then, as in a kernel, nobody hears of the events.
   */
  async deliver(wanted: (queue: EventQueueOf) => boolean, ...results: readonly ReadBytes[]): Promise<boolean> {
    const fd = [...this.#eventQueues].filter(([, queue]) => wanted(queue)).at(-1)?.[0];
    const handler = fd === undefined ? undefined : this.#handlers.get(fd);
    if (fd === undefined || handler === undefined) return false;
    this.#events.set(fd, [...(this.#events.get(fd) ?? []), ...results]);
    // A file that has something left stays readable, for whoever takes one record each time that he is told.
    let before: number;
    do {
      before = this.#left(fd);
      await handler();
    } while (this.#left(fd) > 0 && this.#left(fd) < before);
    return true;
  }

  /** How many results wait for a `read`. */
  #left(fd: number): number {
    return this.#events.get(fd)?.length ?? 0;
  }

  /** What a successful request made or took away. */
  #note(request: number, argument: bigint, memory: UserMemory): void {
    switch (request) {
      case VEVENTQ_ALLOC.number: {
        const made = membersAt(argument, VEVENTQ_ALLOC, memory);
        if (made !== undefined) this.#eventQueues.set(made.out_veventq_fd, { type: made.type, viommu: made.viommu_id });
        return;
      }
      case HWPT_ALLOC.number: {
        const made = membersAt(argument, HWPT_ALLOC, memory);
        if (made?.data_type === HWPT_DATA.ARM_SMMUV3) this.#nested.add(made.out_hwpt_id);
        return;
      }
      case DESTROY.number: {
        const gone = membersAt(argument, DESTROY, memory);
        if (gone !== undefined) this.#nested.delete(gone.id);
      }
    }
  }

  /** Whether a request would attach a device to a HWPT of a vIOMMU. */
  #attachesNested(request: number, argument: bigint, memory: UserMemory): boolean {
    if (request !== ATTACH_IOMMUFD_PT.number) return false;
    const asked = membersAt(argument, ATTACH_IOMMUFD_PT, memory);
    return asked !== undefined && this.#nested.has(asked.pt_id);
  }

  open(path: string): Promise<Opened> {
    return this.#inner.open(path);
  }

  close(fd: number): Promise<Status> {
    this.#eventQueues.delete(fd);
    this.#handlers.delete(fd);
    this.#events.delete(fd);
    return this.#inner.close(fd);
  }

  ioctl(fd: number, request: number, argument: bigint, memory: UserMemory): Promise<Status> {
    const refusal = this.#refusals.get(request);
    if (refusal !== undefined) {
      const made = this.#made.get(request) ?? 0;
      if (made >= refusal.after) return this.#answer(refusal.status);
      this.#made.set(request, made + 1);
    }
    if (this.#nestedRefusal !== undefined && request === HWPT_ALLOC.number && isStage1(argument, memory)) {
      if (this.#nestedMade >= this.#nestedRefusal.after) return this.#answer(this.#nestedRefusal.status);
      this.#nestedMade += 1;
    }
    if (this.#attachRefusal !== undefined && this.#attachesNested(request, argument, memory)) return this.#answer(this.#attachRefusal);
    const amendment = this.#amendments.get(request);
    if (amendment !== undefined) this.#given();
    const answer = this.#inner.ioctl(fd, request, argument, memory);
    if (NOTED.includes(request)) return answer.then((status) => afterwards(status, () => this.#note(request, argument, memory)));
    return amendment === undefined ? answer : answer.then((status) => afterwards(status, () => amendment(argument, memory)));
  }

  mmap(fd: number, request: MmapRequest): Promise<Mapped> {
    if (this.#mmapRefusal !== undefined) return this.#answer({ status: this.#mmapRefusal });
    return this.#inner.mmap(fd, request);
  }

  munmap(address: bigint, length: bigint): Promise<Status> {
    return this.#inner.munmap(address, length);
  }

  read(fd: number, request: ReadRequest): Promise<ReadBytes> {
    const waiting = this.#events.get(fd) ?? [];
    const first = waiting.shift();
    return first === undefined ? this.#inner.read(fd, request) : this.#answer(withMore(first, waiting, request.count));
  }

  poll(fd: number): Promise<readonly PollCondition[]> {
    return this.#left(fd) > 0 ? this.#answer(READABLE) : this.#inner.poll(fd);
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

/** A record and, taken from those behind it, as many as there is room for. */
function withMore(first: ReadBytes, waiting: ReadBytes[], room: number): ReadBytes {
  if (first.status !== 'OK') return first;
  let { bytes } = first;
  for (let [next] = waiting; next?.status === 'OK' && bytes.length + next.bytes.length <= room; [next] = waiting) {
    bytes = Uint8Array.from([...bytes, ...next.bytes]);
    waiting.shift();
  }
  return { status: 'OK', bytes };
}

function afterwards(status: Status, act: () => void): Status {
  if (status === 'OK') act();
  return status;
}

function isStage1(argument: bigint, memory: UserMemory): boolean {
  return membersAt(argument, HWPT_ALLOC, memory)?.data_type === HWPT_DATA.ARM_SMMUV3;
}

/** The structure of a request in user memory; nothing where that cannot be read. */
function membersAt<R extends Request>(argument: bigint, request: R, memory: UserMemory): Values<R['structure']> | undefined {
  const bytes = structureAt(argument, request, memory);
  return bytes === undefined ? undefined : decodeStructure(request.structure, bytes);
}

/** As much of the structure of a request as its caller has; nothing where that cannot be read. */
export function structureAt(argument: bigint, { structure }: Request, memory: UserMemory): Uint8Array | undefined {
  const size = memory.read(argument, memberBytes(SIZE));
  return size && memory.read(argument, Math.min(Number(readMember(size, SIZE)), structure.bytes));
}
