import type { MmapRequest, PollCondition, ReadRequest, UserMemory } from '../../src/ports';
import type { MappedPages } from './address-space';
import { Refusal } from './refusal';

/** 0, 1 and 2 are the process's standard streams. */
const FIRST_FD = 3;

/** An open file; a refused call throws a `Refusal`. */
export interface OpenFile {
  ioctl(request: number, argument: bigint, memory: UserMemory): Promise<void>;
  /** Checks an `mmap()` whose length has been rounded up to pages; what it gives is mapped. */
  mmap(request: MmapRequest): MappedPages;
  /** What the file has to tell, if it can be read. */
  readonly events?: EventSource;
  close(): Promise<void>;
}

/** Events that wait for a reader. */
export interface EventSource {
  read(request: ReadRequest): Uint8Array;
  poll(): readonly PollCondition[];
  onReadable(handler: () => Promise<void>): void;
}

/** The open files of the process, by file descriptor. */
export class FileTable {
  /** Without a file while the number is reserved. */
  readonly #files = new Map<number, OpenFile | undefined>();

  /** Takes the lowest free file descriptor, which stays closed until a file is installed. */
  reserve(): number {
    let fd = FIRST_FD;
    while (this.#files.has(fd)) fd++;
    this.#files.set(fd, undefined);
    return fd;
  }

  /** Gives a reserved file descriptor back. */
  abandon(fd: number): void {
    this.#files.delete(fd);
  }

  install(fd: number, file: OpenFile): void {
    this.#files.set(fd, file);
  }

  get(fd: number): OpenFile {
    const file = this.#files.get(fd);
    if (file === undefined) throw new Refusal('EBADF');
    return file;
  }

  /** The events of an open file. */
  events(fd: number): EventSource {
    const { events } = this.get(fd);
    if (events === undefined) throw new Refusal('EINVAL');
    return events;
  }

  /** Takes a file out of the table. */
  remove(fd: number): OpenFile {
    const file = this.get(fd);
    this.#files.delete(fd);
    return file;
  }
}
