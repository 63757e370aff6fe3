import type { AddressSpace } from './address-space';
import type { Heap } from './heap';
import { MmapCookies } from './mmap-cookies';
import { ObjectTable } from './objects';
import type { FileTable } from './open-file';
import type { Release } from './release';

/** What an iommufd needs of the kernel around it. */
export interface Process {
  readonly pageSize: bigint;
  /** Whose rules the kernel keeps. */
  readonly release: Release;
  readonly addressSpace: AddressSpace;
  readonly files: FileTable;
  readonly heap: Heap;
}

/**
 * One iommufd: its objects and what it offers for mmap.
 *
 * It lives as long as anybody has it: its fd, the fds of its event queues, mappings of its pages,
 * and the VFIO files that are bound to it (UAPI-DES-05).
 */
export class IommufdContext {
  readonly process: Process;
  readonly objects = new ObjectTable();
  readonly cookies: MmapCookies;
  #holders = 1;

  constructor(process: Process) {
    this.process = process;
    this.cookies = new MmapCookies(process.pageSize);
  }

  acquire(): void {
    this.#holders++;
  }

  /** Lets go; the last to do so destroys everything. */
  async release(): Promise<void> {
    this.#holders--;
    if (this.#holders === 0) await this.objects.destroyAll();
  }
}
