import type { PhysicalRun } from '../../src/ports';
import type { AddressSpace } from './address-space';
import { alignDown, alignUp, max, min, U64_MAX } from './integers';
import { KernelObject } from './objects';
import { mergeRuns, sliceRuns } from './physical-runs';
import { Refusal } from './refusal';

/** Addresses from `start` to `last`, both inclusive. */
export interface IovaRange {
  readonly start: bigint;
  readonly last: bigint;
}

/** Ends the last gap. */
const BEYOND: IovaRange = { start: U64_MAX + 1n, last: U64_MAX + 1n };

/** What a translation table can map. */
export interface TableLimits {
  /** Smallest page; addresses and lengths are multiples of it. */
  readonly granule: bigint;
  readonly lastIova: bigint;
}

/** Arguments of IOAS_MAP. */
export interface Mapping {
  /** Chosen by the kernel if absent. */
  readonly iova: bigint | undefined;
  readonly userAddress: bigint;
  readonly length: bigint;
  readonly readable: boolean;
}

/** One IOAS_MAP: what it mapped, and how many hold it. */
interface Area {
  readonly iova: bigint;
  readonly last: bigint;
  readonly userAddress: bigint;
  readonly readable: boolean;
  /** Known once a table or an access needs the pages. */
  runs: readonly PhysicalRun[] | undefined;
  locks: number;
}

/** Pages of an IOAS that a queue holds. */
export interface PinnedPages {
  /** The pages, neighbours merged. */
  readonly runs: readonly PhysicalRun[];
  unpin(): void;
}

/** An I/O address space: process memory by iova, for every table that was made from it. */
export class Ioas extends KernelObject {
  readonly #pageSize: bigint;
  readonly #addressSpace: AddressSpace;
  readonly #limits = new Set<TableLimits>();
  /** What must not be mapped, by who says so. */
  readonly #reserved = new Map<object, IovaRange>();
  /** What is pinned for queues, in whole pages of the host. */
  #pins = 0;
  /** By ascending iova. */
  #areas: readonly Area[] = [];

  constructor(pageSize: bigint, addressSpace: AddressSpace) {
    super();
    this.#pageSize = pageSize;
    this.#addressSpace = addressSpace;
  }

  /** Unit of iova and length: 1 until a table is made from the IOAS. */
  get alignment(): bigint {
    return [...this.#limits].reduce((unit, { granule }) => max(unit, granule), this.#pins === 0 ? 1n : this.#pageSize);
  }

  /** The ranges that can be mapped, mapped already or not. */
  get allowed(): readonly IovaRange[] {
    return gaps([...this.#reserved.values()]);
  }

  /** Maps process memory; returns its iova. */
  map({ iova: wanted, userAddress, length, readable }: Mapping): bigint {
    if (userAddress + length > U64_MAX) throw new Refusal('EOVERFLOW');
    if (length === 0n || length % this.alignment !== 0n) throw new Refusal('EINVAL');
    const iova = wanted ?? this.#choose(length);
    if (iova % this.alignment !== 0n) throw new Refusal('EINVAL');
    const last = iova + length - 1n;
    if (last > U64_MAX) throw new Refusal('EOVERFLOW');
    const range = { start: iova, last };
    if ([...this.#reserved.values()].some((reserved) => overlap(reserved, range))) throw new Refusal('EINVAL');
    if (this.#within(range).length > 0) throw new Refusal('EEXIST');
    if (userAddress % this.alignment !== 0n) throw new Refusal('EINVAL');
    const area: Area = { iova, last, userAddress, readable, runs: undefined, locks: 0 };
    for (const limits of this.#limits) this.#fill(limits, area);
    this.#areas = [...this.#areas, area].sort((a, b) => (a.iova < b.iova ? -1 : 1));
    return iova;
  }

  /** Unmaps the areas in a range, each of which must lie in it as a whole; returns their bytes. */
  unmap(iova: bigint, length: bigint): bigint {
    if (length === 0n) throw new Refusal('EINVAL');
    const last = iova + length - 1n;
    if (last > U64_MAX) throw new Refusal('EOVERFLOW');
    const unmapped = this.#unmap({ start: iova, last });
    if (unmapped === 0n) throw new Refusal('ENOENT');
    return unmapped;
  }

  /** Unmaps everything; returns its bytes, possibly 0. */
  unmapAll(): bigint {
    return this.#unmap({ start: 0n, last: U64_MAX });
  }

  /** Enters what is mapped into a new table, and from now on maps what it can map alone. */
  addTable(limits: TableLimits): void {
    if (limits.granule > this.#pageSize) throw new Refusal('EINVAL');
    if (this.#areas.some((area) => (area.iova | (area.last + 1n) | area.userAddress) % limits.granule !== 0n))
      throw new Refusal('EADDRINUSE');
    this.reserve(limits, { start: limits.lastIova + 1n, last: U64_MAX });
    try {
      for (const area of this.#areas) this.#fill(limits, area);
    } catch (error) {
      this.unreserve(limits);
      throw error;
    }
    this.#limits.add(limits);
  }

  removeTable(limits: TableLimits): void {
    this.#limits.delete(limits);
    this.unreserve(limits);
  }

  /** Forbids a range on behalf of `owner`, who can have one. */
  reserve(owner: object, range: IovaRange): void {
    if (this.#within(range).length > 0) throw new Refusal('EADDRINUSE');
    this.#reserved.set(owner, range);
  }

  unreserve(owner: object): void {
    this.#reserved.delete(owner);
  }

  /** Pins the whole pages of a range for the hardware to read, and locks the areas that they belong to (UAPI-HWQ-21, UAPI-HWQ-22). */
  pin(iova: bigint, length: bigint): PinnedPages {
    if (this.#areas.some((area) => (area.iova | (area.last + 1n) | area.userAddress) % this.#pageSize !== 0n))
      throw new Refusal('EADDRINUSE'); // UAPI-HWQ-08
    const areas: Area[] = [];
    const runs: PhysicalRun[] = [];
    const end = alignUp(iova + length, this.#pageSize);
    for (let at = alignDown(iova, this.#pageSize); at < end; ) {
      const area = this.#areas.find((candidate) => candidate.iova <= at && at <= candidate.last);
      if (area === undefined) throw new Refusal('ENOENT'); // UAPI-HWQ-07
      const inArea = at - area.iova;
      if (!area.readable) throw new Refusal('EPERM'); // UAPI-HWQ-08
      const next = min(area.last + 1n, end);
      runs.push(...sliceRuns(this.#pagesOf(area), inArea, next - at));
      areas.push(area);
      at = next;
    }
    for (const area of areas) area.locks++;
    this.#pins++; // UAPI-IOAS-03
    const unpin = () => {
      this.#pins--;
      for (const area of areas) area.locks--;
    };
    return { runs: mergeRuns(runs), unpin };
  }

  override async destroy(): Promise<void> {}

  #unmap({ start, last }: IovaRange): bigint {
    let unmapped = 0n;
    for (const area of this.#within({ start, last })) {
      if (area.locks > 0) throw new Refusal('EBUSY'); // UAPI-HWQ-21
      if (area.iova < start || area.last > last) throw new Refusal('ENOENT');
      // What was unmapped before a refusal stays unmapped.
      this.#areas = this.#areas.filter((candidate) => candidate !== area);
      unmapped += area.last - area.iova + 1n;
    }
    return unmapped;
  }

  /** Enters an area into a table. */
  #fill({ granule }: TableLimits, area: Area): void {
    for (const { address, length } of this.#pagesOf(area)) {
      if ((address | length) % granule !== 0n) throw new Refusal('EINVAL');
    }
  }

  #pagesOf(area: Area): readonly PhysicalRun[] {
    area.runs ??= this.#addressSpace.pin(area.userAddress, area.last - area.iova + 1n);
    if (area.runs === undefined) throw new Refusal('EFAULT');
    return area.runs;
  }

  /** The lowest free range from the second page on (UAPI-IOAS-10). */
  #choose(length: bigint): bigint {
    const unit = max(this.alignment, this.#pageSize);
    const areas = this.#areas.map((area) => ({ start: area.iova, last: area.last }));
    for (const { start, last } of gaps([{ start: 0n, last: unit - 1n }, ...this.#reserved.values(), ...areas])) {
      const iova = alignUp(start, unit);
      if (iova + length - 1n <= last) return iova;
    }
    throw new Refusal('ENOSPC');
  }

  #within({ start, last }: IovaRange): readonly Area[] {
    return this.#areas.filter((area) => area.iova <= last && start <= area.last);
  }
}

/** What 64-bit addresses the ranges leave, in ascending order. */
function gaps(ranges: readonly IovaRange[]): readonly IovaRange[] {
  const left: IovaRange[] = [];
  let start = 0n;
  for (const range of [...ranges, BEYOND].sort((a, b) => (a.start < b.start ? -1 : 1))) {
    if (range.start > start) left.push({ start, last: range.start - 1n });
    start = max(start, range.last + 1n);
  }
  return left;
}

function overlap(a: IovaRange, b: IovaRange): boolean {
  return a.start <= b.last && b.start <= a.last;
}
