import type { AccessWidth } from './access-width';
import type { Status } from './status';
import type { UserMemory } from './user-memory';

/** `open()` of `/dev/iommu` or of `/dev/vfio/devices/NAME`. */
export type Opened = { readonly status: 'OK'; readonly fd: number } | Refused;

/** A refusal, where success carries a result. */
export interface Refused {
  readonly status: Exclude<Status, 'OK'>;
}

/** Arguments of `mmap()`. */
export interface MmapRequest {
  readonly length: bigint;
  readonly offset: bigint;
  readonly shared: boolean;
  readonly protection: { readonly read: boolean; readonly write: boolean; readonly execute: boolean };
}

/** `mmap()`: the user address of the mapping. */
export type Mapped = { readonly status: 'OK'; readonly address: bigint } | Refused;

/** Arguments of `read()` on an event fd. */
export interface ReadRequest {
  /** Size of the buffer, in bytes. */
  readonly count: number;
  /** Bytes of the buffer that can be written; fewer than `count` makes a copy fault. */
  readonly writable?: number;
  /** File position, as `pread()` gives it; 0 unless told. */
  readonly position?: bigint;
}

/** `read()`: the bytes that arrived, possibly none. */
export type ReadBytes = { readonly status: 'OK'; readonly bytes: Uint8Array } | Refused;

/** Conditions that `poll()` reports. */
export type PollCondition = 'POLLIN' | 'POLLRDNORM' | 'POLLOUT' | 'POLLHUP' | 'POLLERR';

/** A run of physically consecutive memory. */
export interface PhysicalRun {
  /** Host physical address. */
  readonly address: bigint;
  /** Bytes. */
  readonly length: bigint;
}

/** Anonymous memory of the calling process, on physical pages that the caller chooses. */
export interface MemoryRequest {
  readonly runs: readonly PhysicalRun[];
  /** Size of the pages that back it, in bytes; what a VMM learns as its RAM page size. */
  readonly pageSize: bigint;
}

/**
 * Port: device → kernel. The system calls of one user process (a VMM).
 *
 * Structures cross as bytes: `ioctl` takes the address of its argument and the user memory that
 * its pointers reach, and changes that memory in place. Requests and structures are in `src/tables/uapi`.
 *
 * A call that the kernel refuses resolves with its errno; one that rejects fails the scenario. User addresses, lengths and file positions
 * are in bytes.
 */
export interface HostCalls {
  /** `open()` for reading and writing; a path that there is not gives ENOENT. */
  open(path: string): Promise<Opened>;
  /** `close()`; EBADF for a number that is no open file of this process. */
  close(fd: number): Promise<Status>;
  /** `ioctl()`: `request` is Linux's number, `argument` the address of its structure in `memory`. */
  ioctl(fd: number, request: number, argument: bigint, memory: UserMemory): Promise<Status>;
  /** `mmap()` of device pages, at an address that the kernel chooses. */
  mmap(fd: number, request: MmapRequest): Promise<Mapped>;
  /** `munmap()`. */
  munmap(address: bigint, length: bigint): Promise<Status>;
  /** `read()` of an event fd, which does not wait: EAGAIN, or no bytes, where there is nothing. */
  read(fd: number, request: ReadRequest): Promise<ReadBytes>;
  /** `poll()` that does not wait: the conditions that hold now. */
  poll(fd: number): Promise<readonly PollCondition[]>;
  /** Calls `handler` whenever `fd` becomes readable; what made it readable completes after the handler has. */
  onReadable(fd: number, handler: () => Promise<void>): void;

  /** A load from a device page that `mmap` gave. */
  load(address: bigint, width: AccessWidth): Promise<bigint>;
  /** A store to such a page. */
  store(address: bigint, width: AccessWidth, value: bigint): Promise<void>;
  /** Allocates process memory; returns its user address. `readMemory` and `writeMemory` reach it. */
  allocate(request: MemoryRequest): Promise<bigint>;
  /** So many bytes of such memory, by user address. */
  readMemory(address: bigint, length: number): Promise<Uint8Array>;
  /** Stores bytes into such memory, by user address. */
  writeMemory(address: bigint, bytes: Uint8Array): Promise<void>;
}
