import { type HostCalls, type Status, UserMemory, type UserSegment } from '../../ports';
import {
  BIND_IOMMUFD,
  GET_HW_INFO,
  HWPT_ALLOC,
  HWPT_INVALIDATE,
  IOAS_IOVA_RANGES,
  IOAS_MAP,
  IOMMU_PATH,
  IOVA_RANGE,
  requestNumbered,
  VEVENTQ_ALLOC,
  VIOMMU_ALLOC,
  vfioPath,
} from '../../tables/uapi';
import { decodeStructure, encodeStructure, type Structure, writeMember } from '../../tables/uapi/structure';
import type { RamRegion } from './guest-ram';
import { EVENT_SLOTS, FDS } from './inherited-files';
import type { CallerMemory, ShimAnswer, ShimRequest } from './shim-link';
import { describeDevice } from './vfio-device';

/** As {@link IOAS_MAP}, of a file; the kernel layer knows only memory, and the file is that memory. */
const IOAS_MAP_FILE = 0x3b8f;
const IOAS_CHANGE_PROCESS = 0x3b92;
const IOAS_MAP_FILE_ARGUMENT = { ioasId: 8, start: 16, length: 24, iova: 32, flags: 4 } as const;

const PROT = { READ: 1, WRITE: 2, EXEC: 4 } as const;
const MAP_SHARED = 1;
const OK: ShimAnswer = { status: 'OK' };

/** What the pointers of a request reach, in the caller's memory. */
const POINTED: ReadonlyMap<number, (argument: Uint8Array) => { readonly address: bigint; readonly length: number }> = new Map([
  pointed(GET_HW_INFO.number, (bytes) => {
    const { data_uptr, data_len } = decodeStructure(GET_HW_INFO.structure, bytes);
    return { address: data_uptr, length: data_len };
  }),
  pointed(HWPT_ALLOC.number, (bytes) => {
    const { data_uptr, data_len } = decodeStructure(HWPT_ALLOC.structure, bytes);
    return { address: data_uptr, length: data_len };
  }),
  pointed(VIOMMU_ALLOC.number, (bytes) => {
    const { data_uptr, data_len } = decodeStructure(VIOMMU_ALLOC.structure, bytes);
    return { address: data_uptr, length: data_len };
  }),
  pointed(HWPT_INVALIDATE.number, (bytes) => {
    const { data_uptr, entry_len, entry_num } = decodeStructure(HWPT_INVALIDATE.structure, bytes);
    return { address: data_uptr, length: entry_len * entry_num };
  }),
  pointed(IOAS_IOVA_RANGES.number, (bytes) => {
    const { allowed_iovas, num_iovas } = decodeStructure(IOAS_IOVA_RANGES.structure, bytes);
    return { address: allowed_iovas, length: IOVA_RANGE.bytes * num_iovas };
  }),
]);

function pointed<T>(number: number, reach: T): [number, T] {
  return [number, reach];
}

type ShimIoctl = Extract<ShimRequest, { readonly kind: 'ioctl' }>;

/** A device page that the kernel mapped for QEMU. */
interface MappedPage {
  readonly address: bigint;
  readonly length: bigint;
}

/** How {@link SystemCalls} reaches the rest of its virtual machine. */
export interface Surroundings {
  readonly calls: HostCalls;
  readonly regions: readonly RamRegion[];
  /** The file descriptor that QEMU holds in place of `/dev/iommu`. */
  readonly iommuFd: number;
  /** The event queue in that slot became readable; resolves when QEMU has looked, or at once where it cannot yet. */
  readonly wake: (slot: number) => Promise<void>;
  /** Gets each ioctl that reached the kernel. */
  readonly note: (line: string) => void;
}

/** The system calls of one QEMU process, made to the kernel layer in its name. */
export class SystemCalls {
  readonly #around: Surroundings;
  /** The kernel's file descriptors by QEMU's. */
  readonly #files = new Map<number, number>();
  readonly #pages = new Map<number, MappedPage>();
  /** The kernel's file descriptors of event queues, by slot: CMDQ-V has one, and the SMMU's own events another. */
  readonly #events = new Map<number, number>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Opens what QEMU was handed under `fd`. */
  async open(fd: number, device?: string): Promise<Status> {
    const opened = await this.#around.calls.open(device === undefined ? IOMMU_PATH : vfioPath(device));
    if (opened.status === 'OK') this.#files.set(fd, opened.fd);
    return opened.status;
  }

  /** The process has ended: its mappings go, then its files, lowest first. */
  async end(): Promise<void> {
    const { calls } = this.#around;
    for (const { address, length } of this.#pages.values()) await calls.munmap(address, length);
    this.#pages.clear();
    const open = [...this.#files.values(), ...this.#events.values()];
    this.#files.clear();
    this.#events.clear();
    for (const fd of open.sort((one, other) => one - other)) await calls.close(fd);
  }

  /** Makes the call that the preloaded library tells of. */
  async answer(request: ShimRequest, memory: CallerMemory): Promise<ShimAnswer> {
    const { calls } = this.#around;
    switch (request.kind) {
      case 'ioctl':
        return this.#noted(request.request, this.#ioctl(request, memory));
      case 'mmap':
        return this.#mmap(request);
      case 'munmap': {
        const page = this.#pages.get(request.page);
        if (page === undefined) return { status: 'EINVAL' };
        const status = await calls.munmap(page.address, request.length);
        if (status === 'OK') this.#pages.delete(request.page);
        return { status };
      }
      case 'read':
        return this.#read(request.slot, request.buffer, request.count);
      case 'close':
        return { status: await this.#close(this.#files, request.fd) };
      case 'closeEvents':
        return { status: await this.#close(this.#events, request.slot) };
      case 'load':
        return { status: 'OK', result: await calls.load(this.#pageAddress(request), widthOf(request.width)) };
      case 'store':
        await calls.store(this.#pageAddress(request), widthOf(request.width), request.value);
        return OK;
    }
  }

  async #noted(number: number, call: Promise<ShimAnswer>): Promise<ShimAnswer> {
    const answer = await call;
    const name = number === IOAS_MAP_FILE ? IOAS_MAP.name : requestNumbered(number)?.name;
    if (name !== undefined) this.#around.note(`# ${name} -> ${answer.status}`);
    return answer;
  }

  #pageAddress({ page, offset }: { readonly page: number; readonly offset: bigint }): bigint {
    const mapped = this.#pages.get(page);
    if (mapped === undefined) throw new RangeError(`QEMU accessed page ${page}, which it has not mapped`);
    return mapped.address + offset;
  }

  async #ioctl({ argument: address, bytes, fd, request: number }: ShimIoctl, memory: CallerMemory): Promise<ShimAnswer> {
    if (number === IOAS_CHANGE_PROCESS) return { status: 'ENOTTY' };
    const argument = bytes ?? (await argumentAt(address, memory));
    if (argument === undefined) return { status: 'EFAULT' };
    if (number === IOAS_MAP_FILE) return { status: await this.#mapFile(fd, argument) };
    const request = requestNumbered(number);
    if (request === undefined) {
      const described = describeDevice(fd - FDS.vfio, number, new DataView(argument.buffer));
      if (described !== true) return { status: 'ENOTTY' };
      return { status: 'OK', stores: argument.length === 0 ? [] : [{ address, bytes: argument }] };
    }
    if (number === BIND_IOMMUFD.number) this.#translateBind(argument);
    return this.#pass(fd, { number, address, argument }, memory);
  }

  async #pass(
    fd: number,
    { number, address, argument }: { readonly number: number; readonly address: bigint; readonly argument: Uint8Array },
    memory: CallerMemory,
  ): Promise<ShimAnswer> {
    const file = this.#files.get(fd);
    if (file === undefined) return { status: 'EBADF' };
    const slot = lowestFree(this.#events);
    if (number === VEVENTQ_ALLOC.number && slot >= EVENT_SLOTS)
      throw new RangeError(`QEMU was given sockets for ${EVENT_SLOTS} event queues`);
    const segments: UserSegment[] = [{ address, bytes: argument, writable: true }];
    const reached = POINTED.get(number)?.(argument);
    if (reached !== undefined && reached.length > 0) {
      const bytes = await memory.peek(reached.address, reached.length);
      if (bytes !== undefined) segments.push({ address: reached.address, bytes, writable: true });
    }
    const before = segments.map(({ bytes }) => bytes.slice());
    const status = await this.#around.calls.ioctl(file, number, address, new UserMemory(segments));
    const listens = number === VEVENTQ_ALLOC.number && status === 'OK';
    if (listens) this.#listen(slot, argument);
    if (number === BIND_IOMMUFD.number) writeMember(argument, BIND_IOMMUFD.structure.members.iommufd, BigInt(this.#around.iommuFd));
    const changed = segments.filter(({ bytes }, index) => before[index] === undefined || Buffer.compare(before[index], bytes) !== 0);
    return { status, stores: changed, result: BigInt(listens ? slot : 0) };
  }

  /** A mapping of the RAM file is one of the memory that it is. */
  #mapFile(fd: number, argument: Uint8Array): Promise<Status> {
    const view = new DataView(argument.buffer);
    const at = IOAS_MAP_FILE_ARGUMENT;
    const [iova, start] = [view.getBigUint64(at.iova, true), view.getBigUint64(at.start, true)];
    const region = this.#around.regions.find(
      ({ description, length }) => iova >= description.address && iova < description.address + length,
    );
    if (region === undefined) return Promise.resolve('EINVAL');
    const map = encode(IOAS_MAP.structure, {
      flags: view.getUint32(at.flags, true),
      ioas_id: view.getUint32(at.ioasId, true),
      user_va: region.user + start,
      length: view.getBigUint64(at.length, true),
      iova,
    });
    const file = this.#files.get(fd);
    if (file === undefined) return Promise.resolve('EBADF');
    const memory = new UserMemory([{ address: ARGUMENT, bytes: map, writable: true }]);
    return this.#around.calls.ioctl(file, IOAS_MAP.number, ARGUMENT, memory);
  }

  #translateBind(argument: Uint8Array): void {
    const { iommufd } = decodeStructure(BIND_IOMMUFD.structure, argument);
    writeMember(argument, BIND_IOMMUFD.structure.members.iommufd, BigInt(this.#files.get(iommufd) ?? -1));
  }

  #listen(slot: number, argument: Uint8Array): void {
    const fd = decodeStructure(VEVENTQ_ALLOC.structure, argument).out_veventq_fd;
    this.#events.set(slot, fd);
    this.#around.calls.onReadable(fd, () => this.#around.wake(slot));
  }

  async #mmap(request: Extract<ShimRequest, { readonly kind: 'mmap' }>): Promise<ShimAnswer> {
    const file = this.#files.get(request.fd);
    if (file === undefined) return { status: 'EBADF' };
    const { length, offset, protection, flags } = request;
    const mapped = await this.#around.calls.mmap(file, {
      length,
      offset,
      shared: (flags & MAP_SHARED) !== 0,
      protection: {
        read: (protection & PROT.READ) !== 0,
        write: (protection & PROT.WRITE) !== 0,
        execute: (protection & PROT.EXEC) !== 0,
      },
    });
    if (mapped.status !== 'OK') return mapped;
    const page = lowestFree(this.#pages);
    this.#pages.set(page, { address: mapped.address, length });
    return { status: 'OK', result: BigInt(page) };
  }

  async #read(slot: number, buffer: bigint, count: number): Promise<ShimAnswer> {
    const { calls, wake } = this.#around;
    const fd = this.#events.get(slot);
    if (fd === undefined) return { status: 'EBADF' };
    const result = await calls.read(fd, { count });
    if (result.status !== 'OK') return result;
    // Readiness is a level: the next wake-up is due while there is more to read.
    if (result.bytes.length > 0) await wake(slot);
    return { status: 'OK', result: BigInt(result.bytes.length), stores: [{ address: buffer, bytes: result.bytes }] };
  }

  async #close(files: Map<number, number>, key: number): Promise<Status> {
    const file = files.get(key);
    if (file === undefined) return 'EBADF';
    files.delete(key);
    return this.#around.calls.close(file);
  }
}

function lowestFree(taken: ReadonlyMap<number, unknown>): number {
  let number = 0;
  while (taken.has(number)) number += 1;
  return number;
}

/** What a request is about, peeked at: its size is in front, and there may be none. */
async function argumentAt(address: bigint, memory: CallerMemory): Promise<Uint8Array | undefined> {
  const head = address === 0n ? new Uint8Array(4) : await memory.peek(address, 4);
  const size = head === undefined ? 0 : new DataView(head.buffer, head.byteOffset).getUint32(0, true);
  return size === 0 ? new Uint8Array(0) : memory.peek(address, size);
}

/** Where a structure that the adapter makes itself lies, for the kernel. */
const ARGUMENT = 0x7000_0000_0000n;

function encode<S extends Structure>(structure: S, values: Parameters<typeof encodeStructure<S>>[1]): Uint8Array {
  return encodeStructure(structure, { size: structure.bytes, ...values });
}

function widthOf(width: number): 1 | 2 | 4 | 8 {
  if (width === 1 || width === 2 || width === 4 || width === 8) return width;
  throw new RangeError(`QEMU made an access of ${width} bytes`);
}
