import type { MmapRequest, PollCondition, ReadRequest, UserMemory } from '../../src/ports';
import type { MappedPages } from './address-space';
import { LowestFree } from './lowest-free';
import { Refusal } from './refusal';

/** 0, 1 and 2 are the process's standard streams. */
const FIRST_FD = 3;

/** An open file; a refused call throws a `Refusal`. */
export interface OpenFile {
  ioctl(request: number, argument: bigint, memory: UserMemory): Promise<void>;
  read(request: ReadRequest): Uint8Array;
  poll(): readonly PollCondition[];
  /** Checks an `mmap()` whose length has been rounded up to pages; what it gives is mapped. */
  mmap(request: MmapRequest): MappedPages;
  onReadable(handler: () => Promise<void>): void;
  close(): Promise<void>;
}

/** The open files of the process, by file descriptor. */
export class FileTable {
  readonly #numbers = new LowestFree(FIRST_FD, Number.MAX_SAFE_INTEGER);
  readonly #files = new Map<number, OpenFile>();

  /** Takes the lowest free file descriptor, which stays closed until a file is installed. */
  reserve(): number {
    const fd = this.#numbers.take();
    if (fd === undefined) throw new Refusal('ENOMEM');
    return fd;
  }

  /** Gives a reserved file descriptor back. */
  abandon(fd: number): void {
    this.#numbers.give(fd);
  }

  install(fd: number, file: OpenFile): void {
    this.#files.set(fd, file);
  }

  get(fd: number): OpenFile {
    const file = this.#files.get(fd);
    if (file === undefined) throw new Refusal('EBADF');
    return file;
  }

  /** Takes a file out of the table. */
  remove(fd: number): OpenFile {
    const file = this.get(fd);
    this.#files.delete(fd);
    this.#numbers.give(fd);
    return file;
  }
}
