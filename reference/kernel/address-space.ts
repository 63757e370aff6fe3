import type { AccessWidth, HostMemory, MemoryRequest, PhysicalRun, RegisterWidth } from '../../src/ports';
import { truncate } from '../../src/ports';
import { alignUp, isPowerOfTwo, max, min } from './integers';
import { mergeRuns, sliceRuns } from './physical-runs';

/** Where anonymous memory begins. */
const RAM_BASE = 0x1000_0000_0000n;
/** Where mapped files begin. */
const FILE_BASE = 0x7f00_0000_0000n;

/** Pages of a device that a process has mapped; offsets count from the start of the whole mapping. */
export interface MappedPages {
  read(offset: number, width: RegisterWidth): Promise<bigint>;
  write(offset: number, width: RegisterWidth, value: bigint): Promise<void>;
  /** One more mapping of the pages exists. */
  opened(): void;
  /** One mapping less exists. */
  closed(): Promise<void>;
}

/** User addresses from `start` up to `end`. */
interface Area {
  readonly start: bigint;
  readonly end: bigint;
}

interface RamArea extends Area {
  readonly runs: readonly PhysicalRun[];
}

interface Mapping extends Area {
  /** Where the whole mapping began. */
  readonly base: bigint;
  readonly pages: MappedPages;
}

/**
 * The address space of the process: its memory, which it keeps, and the device pages that it has mapped.
 * Addresses are not used twice.
 */
export class AddressSpace {
  readonly #memory: HostMemory;
  readonly #pageSize: bigint;
  #ram: readonly RamArea[] = [];
  #mappings: readonly Mapping[] = [];
  #nextRam = RAM_BASE;
  #nextFile = FILE_BASE;

  constructor(memory: HostMemory, pageSize: bigint) {
    this.#memory = memory;
    this.#pageSize = pageSize;
  }

  /** Maps memory on the physical pages that the caller chose; returns its address. */
  allocate({ runs, pageSize }: MemoryRequest): bigint {
    if (!isPowerOfTwo(pageSize) || pageSize < this.#pageSize) throw new RangeError(`no memory has pages of ${pageSize} bytes`);
    for (const { address, length } of runs) {
      if ((address | length) % this.#pageSize !== 0n)
        throw new RangeError(`run 0x${address.toString(16)}+0x${length.toString(16)} is not whole pages`);
    }
    const start = alignUp(this.#nextRam, pageSize);
    const end = start + runs.reduce((length, run) => length + run.length, 0n);
    // A gap, so that who runs over the end of an area meets nothing.
    this.#nextRam = end + this.#pageSize;
    this.#ram = [...this.#ram, { start, end, runs: mergeRuns(runs) }];
    return start;
  }

  /** Maps device pages; returns their address. */
  map(pages: MappedPages, length: bigint): bigint {
    const start = this.#nextFile;
    const end = start + length;
    this.#nextFile = end + this.#pageSize;
    pages.opened();
    this.#mappings = [...this.#mappings, { start, end, base: start, pages }];
    return start;
  }

  /** Unmaps the device pages in `[from, to)`; a mapping that sticks out is split. */
  async unmap(from: bigint, to: bigint): Promise<void> {
    const before = this.#mappings;
    this.#mappings = before.flatMap((mapping) => [
      ...piece(mapping, mapping.start, min(from, mapping.end)),
      ...piece(mapping, max(to, mapping.start), mapping.end),
    ]);
    // Each piece of a split mapping is a mapping (UAPI-MMAP-06); one that stays whole is opened and closed.
    for (const { pages } of this.#mappings) pages.opened();
    for (const { pages } of before) await pages.closed();
  }

  /** The physical memory of a range; `undefined` unless all of it is ordinary memory. */
  pin(address: bigint, length: bigint): readonly PhysicalRun[] | undefined {
    const runs: PhysicalRun[] = [];
    for (let at = address; at < address + length; ) {
      const area = this.#ram.find((candidate) => has(candidate, at));
      if (area === undefined) return undefined;
      const end = min(address + length, area.end);
      runs.push(...sliceRuns(area.runs, at - area.start, end - at));
      at = end;
    }
    return mergeRuns(runs);
  }

  /** Loads from a device page. */
  async load(address: bigint, width: AccessWidth): Promise<bigint> {
    const { base, pages } = this.#mappingAt(address, 'load');
    const offset = Number(address - base);
    // The registers of the hardware port give 4 and 8 bytes; a narrower load gets nothing of them.
    return width === 4 || width === 8 ? pages.read(offset, width) : 0n;
  }

  /** Stores to a device page. */
  async store(address: bigint, width: AccessWidth, value: bigint): Promise<void> {
    const { base, pages } = this.#mappingAt(address, 'store');
    // The registers of the hardware port take 4 and 8 bytes; nothing comes of a narrower store.
    if (width === 4 || width === 8) await pages.write(Number(address - base), width, truncate(value, width));
  }

  /** Copies from ordinary memory. */
  async readMemory(address: bigint, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let done = 0;
    for (const run of this.#runsOf('load', address, length)) {
      const part = await this.#memory.read(run.address, Number(run.length));
      if (part === undefined) throw busError('load', run.address);
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  }

  /** Copies to ordinary memory. */
  async writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    let done = 0;
    for (const run of this.#runsOf('store', address, bytes.length)) {
      const end = done + Number(run.length);
      if (!(await this.#memory.write(run.address, bytes.subarray(done, end)))) throw busError('store', run.address);
      done = end;
    }
  }

  #runsOf(access: string, address: bigint, length: number): readonly PhysicalRun[] {
    const runs = this.pin(address, BigInt(length));
    if (runs === undefined) throw segfault(access, address);
    return runs;
  }

  #mappingAt(address: bigint, access: string): Mapping {
    const mapping = this.#mappings.find((candidate) => has(candidate, address));
    if (mapping === undefined) throw segfault(access, address);
    return mapping;
  }
}

function has({ start, end }: Area, address: bigint): boolean {
  return start <= address && address < end;
}

/** The part `[start, end)` of a mapping, if there is any. */
function piece(mapping: Mapping, start: bigint, end: bigint): readonly Mapping[] {
  return start < end ? [{ ...mapping, start, end }] : [];
}

function segfault(access: string, address: bigint): Error {
  return new Error(`segmentation fault: ${access} at 0x${address.toString(16)}`);
}

function busError(access: string, address: bigint): Error {
  return new Error(`bus error: no memory answers the ${access} at physical address 0x${address.toString(16)}`);
}
