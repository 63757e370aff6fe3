import { DEFAULT_HOST, type Machine, type Process } from '../../machine';
import { type HostDescription, UserMemory, type UserSegment, type WholeImplementation } from '../../ports';
import {
  ARGUMENT_ADDRESS,
  BIND_IOMMUFD,
  DATA_ADDRESS,
  DESTROY,
  decodeStructure,
  HW_QUEUE_ALLOC,
  HWPT_ALLOC,
  HWPT_INVALIDATE,
  IOAS_ALLOC,
  type Request,
  requestNamed,
  VDEVICE_ALLOC,
  VEVENTQ_ALLOC,
  VIOMMU_ALLOC,
  VIOMMU_TEGRA241_DATA,
  writeMember,
} from '../../tables/uapi';
import { Naming } from '../naming';
import {
  type Argument,
  bytesOf,
  digits,
  type File,
  type HandleKind,
  type HostOp,
  type KernelOp,
  type ProgramOp,
  type Who,
} from '../program';
import { Below } from './below';
import { type Booted, booted, STATUS_BYTES } from './booted';
import { onOwnQueue } from './own-queue';
import { spoil } from './spoil';
import type { Observation, Resolved, Stage } from './stage';

/** Memory of each process, which its queues are in. */
export const RAM_BYTES = 0x100_0000n;
const HOST_RAM: Readonly<Record<Who, bigint>> = { A: 0x9000_0000n, B: 0xa000_0000n };
/** Allocations of one request that can fail. */
const MOST_ALLOCATIONS = 16;
/** A number that no kernel gives. */
export const NOBODY = 0x7fff_fff0n;

/** The member that tells the number of what a request made. */
const MADE = new Map<Request, readonly [kind: HandleKind, member: string]>([
  [IOAS_ALLOC, ['IOAS', 'out_ioas_id']],
  [HWPT_ALLOC, ['HWPT', 'out_hwpt_id']],
  [VIOMMU_ALLOC, ['vIOMMU', 'out_viommu_id']],
  [VDEVICE_ALLOC, ['vDEVICE', 'out_vdevice_id']],
  [HW_QUEUE_ALLOC, ['hw_queue', 'out_hw_queue_id']],
  [VEVENTQ_ALLOC, ['vEVENTQ', 'out_veventq_id']],
  [BIND_IOMMUFD, ['device', 'out_devid']],
]);

interface Handle {
  readonly kind: HandleKind;
  readonly id: number;
  /** Another iommufd may give the same number. */
  readonly of: number;
  live: boolean;
}

interface Opened {
  readonly kind: 'iommu' | 'device' | 'events';
  readonly fd: number;
  open: boolean;
}

/** One process of a program: its files, and the numbers that it was given. */
interface Seat {
  readonly process: Process;
  readonly ram: bigint;
  readonly handles: Handle[];
  readonly files: Opened[];
  readonly cookies: bigint[];
  readonly pages: { readonly address: bigint; readonly length: bigint; mapped: boolean }[];
  /** The file that was closed last, unless another was opened since. */
  closed: number | undefined;
}

/** A machine whose user processes a program drives, through their system calls. */
export class KernelStage implements Stage {
  readonly machine: Machine;
  readonly #isUp: boolean;
  readonly #below: Below;
  readonly #seats = new Map<Who, Seat>();
  readonly #naming = new Naming();
  #resolved: { -readonly [K in keyof Resolved]: Resolved[K] } = {};

  private constructor({ isUp, machine }: Booted) {
    this.machine = machine;
    this.#isUp = isUp;
    this.#below = new Below(machine.host, machine.log, this.#naming);
    // What the boot wrote is the doing of a program that asks for its host.
    if (machine.host === DEFAULT_HOST) this.#below.since(undefined, 'at the kernel');
  }

  static async on(layers: WholeImplementation, host: HostDescription, stuck?: HostOp['stuck']): Promise<KernelStage> {
    return new KernelStage(await booted(layers, host, stuck));
  }

  async perform(op: ProgramOp): Promise<Observation> {
    const asked = op as KernelOp;
    this.#resolved = {};
    const invalidates = asked.op === 'ioctl' && asked.request === HWPT_INVALIDATE.name;
    const looking = invalidates ? 'at the kernel that invalidates' : 'at the kernel';
    const seen = { ...(await this.#do(asked)), ...this.#below.since(undefined, looking) };
    // Where a kernel has its own queues is its business.
    if (op.op === 'host') for (const fact of Object.keys(seen)) if (fact.includes('BASE')) delete seen[fact];
    return seen;
  }

  resolved(): Resolved {
    return this.#resolved;
  }

  async #seat(who: Who, isScattered = false): Promise<Seat> {
    const known = this.#seats.get(who);
    if (known !== undefined) return known;
    const process = this.machine.startProcess(`process ${who}`);
    const { pageSize } = this.machine.host;
    const base = HOST_RAM[who];
    const scattered = Array.from({ length: Number(RAM_BYTES / pageSize) }, (_, page) => ({
      address: base + 2n * BigInt(page) * pageSize,
      length: pageSize,
    }));
    const ram = await process.calls.allocate({ runs: isScattered ? scattered : [{ address: base, length: RAM_BYTES }], pageSize });
    const seat: Seat = { process, ram, handles: [], files: [], cookies: [], pages: [], closed: undefined };
    this.#seats.set(who, seat);
    return seat;
  }

  async #do(op: KernelOp): Promise<Record<string, string>> {
    if (op.op === 'host') return { boots: this.#isUp ? 'yes' : 'no' };
    if (!this.#isUp) return {};
    if (op.op === 'timeout') {
      this.machine.smmuSubstitute('smmu0').timeOutNext(op.count);
      return {};
    }
    if (op.op === 'failAllocation') {
      await this.machine.failAllocation(op.nth);
      return {};
    }
    switch (op.op) {
      case 'spoil':
        spoil(this.machine, op);
        return {};
      case 'stick':
        if (op.value === undefined) this.machine.registerSubstitute('smmu0').release(op.at);
        else this.machine.registerSubstitute('smmu0').hold(op.at, BigInt(op.value), STATUS_BYTES);
        return {};
      case 'queueFails':
        if (op.as === 'timeout') this.machine.registerSubstitute('smmu0').timeOutSyncsAfter(op.after);
        else this.machine.registerSubstitute('smmu0').refuseCommandAfter(op.after);
        return {};
      case 'ownQueue':
        return onOwnQueue(this.machine, op.vcmdq, bytesOf(op.commands));
      case 'removeDriver':
        // A kernel waits for those who hold its devices, or what was made for them.
        if ([...this.#seats.values()].some(({ files }) => files.some(({ open }) => open))) return {};
        await this.machine.removeDriver('smmu0');
        return {};
      case 'hostShutDown':
        await this.machine.shutDown();
        return {};
      default:
    }
    const seat = await this.#seat(op.who, op.op === 'scatter');
    if (op.op === 'scatter') return {};
    const { calls } = seat.process;
    switch (op.op) {
      case 'open': {
        const opened = await calls.open(op.path);
        if (opened.status === 'OK') seat.closed = undefined;
        if (opened.status === 'OK') this.#resolved.opened = seat.files.length;
        if (opened.status === 'OK') seat.files.push({ kind: op.path.endsWith('iommu') ? 'iommu' : 'device', fd: opened.fd, open: true });
        return { status: opened.status };
      }
      case 'close':
        return this.#close(seat, op.file);
      case 'ioctl':
        return op.shortOfMemory === true ? this.#shortOfMemory(seat, op) : this.#ioctl(seat, op);
      case 'mmap':
        return this.#mmap(seat, op);
      case 'munmap': {
        const page = pick(
          seat.pages.filter(({ mapped }) => mapped),
          op.page,
        );
        if (page === undefined) return {};
        this.#resolved.page = seat.pages.indexOf(page);
        const status = await calls.munmap(page.address, page.length);
        if (status === 'OK') page.mapped = false;
        return { status };
      }
      case 'load':
      case 'store': {
        const page = pick(
          seat.pages.filter(({ mapped }) => mapped),
          op.page,
        );
        if (page === undefined || BigInt(op.at + op.width) > page.length) return {};
        this.#resolved.page = seat.pages.indexOf(page);
        if (op.op === 'load') return { value: (await calls.load(page.address + BigInt(op.at), op.width)).toString(16) };
        await calls.store(page.address + BigInt(op.at), op.width, BigInt(op.value));
        return {};
      }
      case 'memory':
        await calls.writeMemory(seat.ram + BigInt(op.at), bytesOf(op.bytes));
        return {};
      case 'events':
      case 'poll': {
        const file = pick(
          seat.files.filter(({ kind, open }) => kind === 'events' && open),
          op.file,
        );
        if (file === undefined) return {};
        this.#resolved.file = seat.files.indexOf(file);
        if (op.op === 'poll') return { conditions: [...(await calls.poll(file.fd))].sort().join(' ') };
        const read = await calls.read(file.fd, { count: op.count });
        return read.status === 'OK' ? { status: 'OK', bytes: digits(read.bytes) } : { status: read.status };
      }
    }
  }

  async #close(seat: Seat, file: File): Promise<Record<string, string>> {
    const fd = this.#fdOf(seat, file);
    if (fd === undefined) return {};
    const status = await seat.process.calls.close(fd);
    if (status !== 'OK') return { status };
    for (const one of seat.files) if (one.fd === fd) one.open = false;
    seat.closed = fd;
    for (const handle of seat.handles) if (handle.of === fd) handle.live = false;
    return { status };
  }

  async #mmap(seat: Seat, op: Extract<KernelOp, { readonly op: 'mmap' }>): Promise<Record<string, string>> {
    const fd = this.#fdOf(seat, op.file);
    if (fd === undefined) return {};
    const offset = typeof op.offset === 'string' ? BigInt(op.offset) : (pick(seat.cookies, op.offset.cookie) ?? 0n);
    this.#resolved.offset = offset;
    if (typeof op.offset !== 'string' && seat.cookies.length > 0) this.#resolved.cookie = positionIn(seat.cookies.length, op.offset.cookie);
    const length = BigInt(op.length);
    const protection = { read: true, write: op.write, execute: false };
    const mapped = await seat.process.calls.mmap(fd, { length, offset, shared: op.shared, protection });
    if (mapped.status !== 'OK') return { status: mapped.status };
    this.#resolved.mapped = seat.pages.length;
    const page = this.machine.host.pageSize;
    seat.pages.push({ address: mapped.address, length: ((length + page - 1n) / page) * page, mapped: true });
    return { status: 'OK' };
  }

  /** What the last one gives, for which there was memory; how many failed is the kernel's business. */
  async #shortOfMemory(seat: Seat, op: Extract<KernelOp, { readonly op: 'ioctl' }>): Promise<Record<string, string>> {
    for (let nth = 1; nth <= MOST_ALLOCATIONS; nth++) {
      await this.machine.failAllocation(nth);
      const seen = await this.#ioctl(seat, op);
      await this.machine.failAllocation(0);
      if (seen.status !== 'ENOMEM') return seen;
    }
    return this.#ioctl(seat, op);
  }

  async #ioctl(seat: Seat, op: Extract<KernelOp, { readonly op: 'ioctl' }>): Promise<Record<string, string>> {
    const request = requestNamed(op.request);
    const fd = this.#fdOf(seat, op.file);
    if (request === undefined || fd === undefined) return {};
    const argument = new Uint8Array(request.structure.bytes + (op.members.size === undefined ? 0 : 16));
    const asked: Record<string, bigint> = { size: BigInt(request.structure.bytes) };
    // A device's file takes numbers of the iommufd that it is bound to.
    const of = 'of' in op.file && op.file.of === 'iommu' ? fd : undefined;
    const members: Record<string, number> = {};
    for (const [name, value] of Object.entries(op.members)) {
      const { number, position } = this.#value(seat, of, value);
      asked[name] = number;
      if (position !== undefined) members[name] = position;
    }
    this.#resolved.members = members;
    for (const [name, value] of Object.entries(asked)) {
      const member = request.structure.members[name];
      if (member !== undefined) writeMember(argument, member, value);
    }
    const data = op.data === undefined ? new Uint8Array(0) : bytesOf(op.data);
    const segments: UserSegment[] = [];
    if (op.argument !== 'unreadable') segments.push({ address: ARGUMENT_ADDRESS, bytes: argument, writable: op.argument !== 'readonly' });
    if (op.reach !== 'unreadable' && data.length > 0)
      segments.push({ address: DATA_ADDRESS, bytes: data, writable: op.reach !== 'readonly' });
    const status = await seat.process.calls.ioctl(fd, request.number, ARGUMENT_ADDRESS, new UserMemory(segments));
    const out: Record<string, bigint | number> = decodeStructure(request.structure, argument);
    const seen: Record<string, string> = { status };
    const made = MADE.get(request);
    if (status === 'OK') this.#made(seat, fd, request, out, asked, data);
    for (const [name, value] of Object.entries(out)) {
      if (BigInt(value) === (asked[name] ?? 0n)) continue;
      // Which number it is is the kernel's business.
      seen[name] = name === made?.[1] || name === 'out_veventq_fd' ? 'a number' : BigInt(value).toString(16);
    }
    if (data.length === 0 || digits(data) === op.data) return seen;
    if (request !== VIOMMU_ALLOC) return { ...seen, data: digits(data) };
    const told = decodeStructure(VIOMMU_TEGRA241_DATA, data);
    return { ...seen, 'mmap length': told.out_vintf_mmap_length.toString(16) };
  }

  #made(
    seat: Seat,
    fd: number,
    request: Request,
    out: Readonly<Record<string, bigint | number>>,
    asked: Readonly<Record<string, bigint>>,
    data: Uint8Array,
  ): void {
    if (request === DESTROY) for (const handle of seat.handles) if (handle.of === fd && BigInt(handle.id) === asked.id) handle.live = false;
    const [kind, member] = MADE.get(request) ?? [];
    if (kind === undefined || member === undefined) return;
    const of = request === BIND_IOMMUFD ? Number(asked.iommufd ?? 0n) : fd;
    this.#resolved.made = seat.handles.length;
    seat.handles.push({ kind, id: Number(out[member]), of, live: true });
    if (request === VEVENTQ_ALLOC) {
      const events = Number(out.out_veventq_fd);
      seat.closed = undefined;
      this.#resolved.opened = seat.files.length;
      seat.files.push({ kind: 'events', fd: events, open: true });
      seat.process.calls.onReadable(events, () => Promise.resolve());
    }
    if (request === VIOMMU_ALLOC && data.length >= VIOMMU_TEGRA241_DATA.bytes) {
      const { out_vintf_mmap_offset: cookie } = decodeStructure(VIOMMU_TEGRA241_DATA, data);
      if (cookie !== 0n) {
        this.#resolved.told = seat.cookies.length;
        seat.cookies.push(cookie);
      }
    }
  }

  /** The number itself, and of what was given the position in its list: of iommufds for an fd, of IDs else. */
  #value(seat: Seat, fd: number | undefined, value: Argument): { readonly number: bigint; readonly position?: number } {
    if (typeof value !== 'object') return { number: BigInt(value) };
    if ('ram' in value) return { number: seat.ram + BigInt(value.ram) };
    if ('fd' in value) {
      const file = pick(
        seat.files.filter(({ kind, open }) => kind === 'iommu' && open),
        value.fd,
      );
      return file === undefined ? { number: NOBODY } : { number: BigInt(file.fd), position: seat.files.indexOf(file) };
    }
    const named = seat.handles.filter(({ kind }) => value.kind === 'any' || kind === value.kind);
    const live = value.live === true ? named.filter((handle) => handle.live) : [];
    // Where none is left, one that was given back is meant.
    const alike = live.length > 0 ? live : named;
    const chosen = pick(alike, value.n);
    if (chosen === undefined) return { number: NOBODY };
    // A number that was given back may have been given again, or not: both are right.
    const again = !chosen.live && seat.handles.some(({ id, live }) => live && id === chosen.id);
    const elsewhere = fd !== undefined && chosen.of !== fd && chosen.live && value.kind !== 'device';
    return again || elsewhere ? { number: NOBODY } : { number: BigInt(chosen.id), position: seat.handles.indexOf(chosen) };
  }

  #fdOf(seat: Seat, file: File): number | undefined {
    if ('number' in file) return file.number;
    if (file.of === 'closed') return seat.closed;
    const chosen = pick(
      seat.files.filter(({ kind, open }) => open && kind === file.of),
      file.n,
    );
    if (chosen !== undefined) this.#resolved.file = seat.files.indexOf(chosen);
    return chosen?.fd;
  }
}

/** The n-th, counted round, and from the last where it is negative. */
function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[positionIn(Math.max(list.length, 1), n)];
}

/** Counted round, and from the last where it is negative. */
function positionIn(count: number, n: number): number {
  return ((n % count) + count) % count;
}
