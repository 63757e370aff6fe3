import type { AccessWidth, HostMemory, MemoryRequest, PhysicalRun, RegisterWidth } from '../../src/ports';
import { truncate } from '../../src/ports';
import { alignUp, isPowerOfTwo, min } from './integers';
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

/** What may be done to a mapping. */
export interface Protection {
  readonly read: boolean;
  readonly write: boolean;
}

interface RamArea {
  readonly kind: 'ram';
  readonly start: bigint;
  readonly end: bigint;
  readonly runs: readonly PhysicalRun[];
}

interface DeviceArea {
  readonly kind: 'device';
  readonly start: bigint;
  readonly end: bigint;
  /** Offset of `start` in the whole mapping. */
  readonly offset: bigint;
  readonly pages: MappedPages;
  readonly protection: Protection;
}

type Area = RamArea | DeviceArea;

/** The address space of the process: its memory and the device pages that it has mapped. Addresses are not used twice. */
export class AddressSpace {
  readonly #memory: HostMemory;
  readonly #pageSize: bigint;
  #areas: readonly Area[] = [];
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
    this.#nextRam = end + this.#pageSize;
    this.#areas = [...this.#areas, { kind: 'ram', start, end, runs: mergeRuns(runs) }];
    return start;
  }

  /** Maps device pages; returns their address. */
  map(pages: MappedPages, length: bigint, protection: Protection): bigint {
    const start = this.#nextFile;
    const end = start + length;
    this.#nextFile = end + this.#pageSize;
    pages.opened();
    this.#areas = [...this.#areas, { kind: 'device', start, end, offset: 0n, pages, protection }];
    return start;
  }

  /** Unmaps whatever lies in `[from, to)`; an area that sticks out is split. */
  async unmap(from: bigint, to: bigint): Promise<void> {
    const hit = this.#areas.filter((area) => area.start < to && from < area.end);
    const rest = hit.flatMap((area) => [...piece(area, area.start, from), ...piece(area, to, area.end)]);
    this.#areas = [...this.#areas.filter((area) => !hit.includes(area)), ...rest];
    // Each piece of a split mapping is a mapping (UAPI-MMAP-06).
    for (const area of rest) if (area.kind === 'device') area.pages.opened();
    for (const area of hit) if (area.kind === 'device') await area.pages.closed();
  }

  /** The physical memory of a range; `undefined` unless all of it is ordinary memory. */
  pin(address: bigint, length: bigint): readonly PhysicalRun[] | undefined {
    const runs: PhysicalRun[] = [];
    for (let at = address; at < address + length; ) {
      const area = this.#areaAt(at);
      if (area?.kind !== 'ram') return undefined;
      const end = min(address + length, area.end);
      runs.push(...sliceRuns(area.runs, at - area.start, end - at));
      at = end;
    }
    return mergeRuns(runs);
  }

  async load(address: bigint, width: AccessWidth): Promise<bigint> {
    const area = this.#areaOf(address, width, 'load');
    if (area.kind === 'ram') return number(await this.#readRam(address, width));
    if (!area.protection.read) throw segfault('load', address);
    const offset = Number(address - area.start + area.offset);
    if (width === 4 || width === 8) return area.pages.read(offset, width);
    const word = await area.pages.read(offset & ~3, 4);
    return truncate(word >> BigInt((offset & 3) * 8), width);
  }

  async store(address: bigint, width: AccessWidth, value: bigint): Promise<void> {
    const area = this.#areaOf(address, width, 'store');
    if (area.kind === 'ram') return this.#writeRam(address, littleEndian(value, width));
    if (!area.protection.write) throw segfault('store', address);
    // The registers of the hardware port take 4 and 8 bytes; nothing comes of a narrower store.
    if (width === 4 || width === 8) await area.pages.write(Number(address - area.start + area.offset), width, truncate(value, width));
  }

  /** Copies from ordinary memory. */
  async readMemory(address: bigint, length: number): Promise<Uint8Array> {
    return this.#readRam(address, length);
  }

  /** Copies to ordinary memory. */
  async writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    return this.#writeRam(address, bytes);
  }

  async #readRam(address: bigint, length: number): Promise<Uint8Array> {
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

  async #writeRam(address: bigint, bytes: Uint8Array): Promise<void> {
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

  #areaAt(address: bigint): Area | undefined {
    return this.#areas.find((area) => area.start <= address && address < area.end);
  }

  #areaOf(address: bigint, width: AccessWidth, access: string): Area {
    const area = this.#areaAt(address);
    if (area === undefined || (area.kind === 'device' && address + BigInt(width) > area.end)) throw segfault(access, address);
    return area;
  }
}

/** The part `[start, end)` of an area, if there is any. */
function piece(area: Area, start: bigint, end: bigint): readonly Area[] {
  if (start >= end) return [];
  const skipped = start - area.start;
  if (area.kind === 'device') return [{ ...area, start, end, offset: area.offset + skipped }];
  return [{ ...area, start, end, runs: sliceRuns(area.runs, skipped, end - start) }];
}

function segfault(access: string, address: bigint): Error {
  return new Error(`segmentation fault: ${access} at 0x${address.toString(16)}`);
}

function busError(access: string, address: bigint): Error {
  return new Error(`bus error: no memory answers the ${access} at physical address 0x${address.toString(16)}`);
}

function number(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function littleEndian(value: bigint, width: AccessWidth): Uint8Array {
  return Uint8Array.from({ length: width }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}
