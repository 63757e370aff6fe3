import { TEGRA241 } from '../../machine';
import { COMMAND_BYTES, commandBytes, encodeCommand } from '../../tables/commands';
import { physicalMap } from '../../tables/registers';
import {
  HW_INFO_FLAGS,
  HW_INFO_TYPES,
  HW_QUEUE_TYPES,
  HWPT_DATA,
  HWPT_FLAGS,
  INVALIDATE_DATA,
  IOAS_MAP_FLAGS,
  IOMMU_PATH,
  REQUESTS,
  VEVENTQ_TYPES,
  VIOMMU_TYPES,
  vfioPath,
} from '../../tables/uapi';
import { type Argument, digits, type File, type HandleKind, type HostOp, hex, type KernelOp, WHO, type Who } from '../program';
import { drawCommand, drawConvertible } from './commands';
import type { Draw } from './draw';
import { drawHost } from './draw-host';

const DEVICES = ['gpu0', 'nic0', 'gpu1', 'twin0', 'streamless0', 'noncoherent0'] as const;
const FIRST: Readonly<Record<Who, readonly [string, string]>> = { A: ['gpu0', 'nic0'], B: ['gpu1', 'gpu0'] };
/** Where a guest's RAM begins in its stage 2. */
const IOVA = 0x4000_0000n;
/** What is mapped there. */
const MAPPED = 0x80_0000;
/** DATA_ADDRESS of typed calls. */
const DATA = 0x7000_0001_0000n;
const KINDS: readonly HandleKind[] = ['device', 'IOAS', 'HWPT', 'vIOMMU', 'hw_queue', 'vDEVICE', 'vEVENTQ', 'any'];
const STREAMS = [0x10, 0x11, 0x18] as const;
const ENTRIES = [
  '0000000000000000',
  '0100000000000000',
  '0900000000000000',
  '0b00204000000000',
  '0b00304000000000',
  '0d00000000000000',
] as const;
/** Page 0 of a logical vCMDQ: indices, CONFIG, STATUS, GERROR, GERRORN. */
const PAGE_OFFSETS = [0x0, 0x4, 0x8, 0xc, 0x10, 0x14] as const;
const [, PROD, CONFIG, , , GERRORN] = PAGE_OFFSETS;
/** A command that no SMMU has. */
const ILLEGAL = '07000000000000000000000000000000';
/** Registers of the hardware that a kernel waits for, or reads an error from. */
const SILENT = physicalMap(TEGRA241).registers.filter(({ name }) =>
  /^(VINTF[12]_STATUS|VINTF[12]_LVCMDQ[01]_(STATUS|GERROR|CONS_INDX)|VCMDQ[2-5]_STATUS)$/.test(name),
);
const ERRORS = SILENT.filter(({ name }) => name.endsWith('GERROR'));
const SILENT_VINTFS = SILENT.filter(({ name }) => /^VINTF\d_STATUS$/.test(name));
/** Errors of queues that are the kernel's own. */
const OWN_ERRORS = physicalMap(TEGRA241).registers.filter(({ name }) => /^VINTF0_LVCMDQ[01]_GERROR$/.test(name));
/** So many commands, nearly, bring the index of such a queue round. */
const OWN_ENTRIES = 250;
const IOMMU: File = { of: 'iommu', n: 0 };
/** Where a mapping ends and the next one begins, in the middle of a queue. */
const SEAMS = [0x8000, 0x10_8000] as const;
/** Where devices write their interrupts: nothing may be mapped there in what they are attached to. */
const MSI_WINDOW = 0x800_0000n;
/** The most that one request may bring. */
const MOST_COMMANDS = 2 ** 19;
/** What a range of IOAS_IOVA_RANGES takes. */
const RANGE_BYTES = 16;
/** Programs have come so far before what cannot be undone is done. */
const LATE = 60;

/** What the drawing has to know of a queue, to put commands where they are read, and to acknowledge errors. */
interface QueueIdea {
  entries: number;
  produced: number;
  isOn: boolean;
  acknowledged: number;
}

/** Draws what VMMs ask a kernel for, such that objects that stand on many others are reached often. */
export class KernelDraw {
  readonly #draw: Draw;
  readonly #ops: KernelOp[] = [];
  readonly #begun = new Set<Who>();
  readonly #hostile: boolean;
  readonly #queues = new Map<string, QueueIdea>();
  /** Devices that each process has opened. */
  readonly #opened: Record<Who, string[]> = { A: [], B: [] };
  #host: HostOp | undefined;

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#hostile = draw.chance(15);
  }

  ops(most: number): readonly KernelOp[] {
    const draw = this.#draw;
    if (draw.chance(40)) {
      const host = drawHost(draw, 'kernel');
      this.#push(host);
      this.#host = host;
      // Mostly such a host does not come up.
      if (host.stuck !== undefined && draw.chance(50)) return this.#ops;
    }
    this.#begin('A');
    if (draw.chance(35)) this.#begin('B');
    while (!draw.over && this.#ops.length < most) this.#next();
    // Nobody acts on a host that has shut down.
    if (draw.chance(3)) {
      this.#push({ op: 'hostShutDown' });
      return this.#ops;
    }
    // What is left behind shows when everything is closed.
    for (const who of this.#begun) this.#closeAll(who);
    if (draw.chance(3)) this.#push({ op: 'removeDriver' });
    return this.#ops;
  }

  get #hasSecond(): boolean {
    return this.#host?.second !== undefined;
  }

  get #hasLargePages(): boolean {
    return this.#host?.pageSize !== undefined;
  }

  /** Its SMMU has ranges of wide addresses. */
  get #isWide(): boolean {
    return this.#host?.registers?.['IDR5.DS'] === 1;
  }

  /** There are so few VINTFs that a process may have them all. */
  get #hasFewVintfs(): boolean {
    const cmdqv = this.#host?.cmdqv;
    return typeof cmdqv === 'object' && cmdqv.vintfsLog2 !== undefined && cmdqv.vintfsLog2 <= 2;
  }

  /** A VINTF has fewer slots than a process has devices. */
  get #hasFewSlots(): boolean {
    const cmdqv = this.#host?.cmdqv;
    return typeof cmdqv === 'object' && cmdqv.sidsLog2 !== undefined && cmdqv.sidsLog2 < 2;
  }

  #push(...ops: readonly KernelOp[]): void {
    this.#ops.push(...ops);
  }

  #ioctl(who: Who, request: string, members: Readonly<Record<string, Argument>>, rest: { data?: string; file?: File } = {}): void {
    const draw = this.#draw;
    const { data, file = IOMMU } = rest;
    const changed = draw.chance(this.#hostile ? 40 : 7) ? this.#disturbed(request, members) : members;
    const withData = data === undefined ? {} : { data };
    const op: KernelOp = {
      op: 'ioctl',
      who,
      file,
      request,
      members: data === undefined ? changed : { [pointerOf(request)]: hex(DATA), ...changed },
      ...withData,
    };
    if (draw.chance(1)) this.#push({ ...op, argument: draw.pick(['readonly', 'unreadable'] as const) });
    else if (data !== undefined && draw.chance(2)) this.#push({ ...op, reach: draw.pick(['readonly', 'unreadable'] as const) });
    else this.#push(op);
  }

  /** A member that nobody would write so. */
  #disturbed(request: string, members: Readonly<Record<string, Argument>>): Readonly<Record<string, Argument>> {
    const draw = this.#draw;
    const structure = REQUESTS.find(({ name }) => name === request)?.structure;
    const names = Object.keys(structure?.members ?? {}).filter((name) => !name.startsWith('out_') && (name !== 'size' || draw.chance(40)));
    if (names.length === 0 || structure === undefined) return members;
    const name = draw.pick(names);
    const member = structure.members[name];
    if (name === 'size')
      return {
        ...members,
        size: draw.pick(
          [0, 3, 4, 8, structure.bytes - 4, structure.bytes + 8, 2 ** 31, 2 ** 32 - 1].filter(
            (size) => (size <= structure.bytes + 16 && size >= 0) || size >= 2 ** 31,
          ),
        ),
      };
    const given = members[name];
    // What is right but for one bit gets further than what is nothing at all.
    const isNear = (typeof given === 'number' || typeof given === 'string') && draw.chance(50);
    const value = isNear ? BigInt(given) ^ (1n << BigInt(draw.below(member?.type === 'u64' ? 64 : 32))) : draw.bits64();
    // A small one may be a file, or none: which numbers files have is the kernel's business.
    if (name === 'iommufd') return { ...members, iommufd: Number(BigInt.asUintN(31, value | 0x4000_0000n)) };
    // A pointer into nowhere is as good as any other.
    return { ...members, [name]: member?.type === 'u64' ? hex(value) : Number(BigInt.asUintN(member?.type === 'u8' ? 8 : 32, value)) };
  }

  #begin(who: Who): void {
    const draw = this.#draw;
    this.#begun.add(who);
    const [first, usual] = FIRST[who];
    const second = this.#hasSecond && draw.chance(60) ? 'far0' : usual;
    if (draw.chance(6)) this.#push({ op: 'scatter', who });
    this.#push({ op: 'open', who, path: IOMMU_PATH });
    this.#openDevice(who, first, 0);
    if (draw.chance(60)) this.#openDevice(who, second, 1);
    if (draw.chance(20)) this.#openDevice(who, draw.pick(DEVICES), 2);
    if (this.#hostile && draw.chance(50)) return;
    this.#ioctl(who, 'IOAS_ALLOC', {});
    if (draw.chance(70)) this.#map(who, IOVA, 0, MAPPED);
    else {
      const seam = draw.pick(SEAMS);
      this.#map(who, IOVA, 0, seam);
      this.#map(who, IOVA + BigInt(seam), seam, MAPPED - seam);
    }
    this.#stage2(who);
    this.#viommu(who);
    if (draw.chance(80)) this.#mmap(who);
    if (draw.chance(60)) this.#eventQueue(who);
    for (const n of [0, 1]) if (draw.chance(80)) this.#queue(who, 0, n);
    if (draw.chance(70)) this.#vdevice(who, 0);
    if (draw.chance(25)) {
      // Two vIOMMUs, on one stage 2 or on two.
      if (draw.chance(35)) this.#stage2(who);
      this.#viommu(who);
      this.#mmap(who);
      this.#queue(who, 1, 0);
    }
  }

  #openDevice(who: Who, name: string, n: number): void {
    this.#opened[who].push(name);
    this.#push({ op: 'open', who, path: vfioPath(name) });
    this.#ioctl(who, 'VFIO_DEVICE_BIND_IOMMUFD', { iommufd: { fd: 0 } }, { file: { of: 'device', n } });
  }

  #next(): void {
    const draw = this.#draw;
    const who = draw.pick([...this.#begun]);
    if (this.#hostile && draw.chance(60)) {
      this.#wild(who);
      return;
    }
    draw.weighted<() => void>([
      [10, () => this.#queue(who, draw.below(3), draw.below(2))],
      [8, () => this.#vdevice(who, draw.below(3))],
      [9, () => this.#destroy(who)],
      [7, () => this.#errors(who)],
      [3, () => this.#reuse(who)],
      [3, () => this.#restream(who)],
      [3, () => this.#ranges(who)],
      [4, () => this.#again(who)],
      [1, () => this.#secondFile(who)],
      [2, () => this.#space(who)],
      [2, () => this.#move(who)],
      [14, () => this.#invalidate(who)],
      [6, () => this.#convertible(who)],
      [14, () => this.#page(who)],
      [7, () => this.#attach(who)],
      [5, () => this.#nested(who)],
      [4, () => this.#viommu(who)],
      [3, () => this.#stage2(who)],
      [4, () => this.#mmap(who)],
      [4, () => this.#push({ op: 'munmap', who, page: draw.below(3) })],
      [4, () => this.#eventQueue(who)],
      [5, () => this.#push({ op: 'events', who, file: draw.below(2), count: draw.pick([4096, 24, 16, 8, 0]) })],
      [2, () => this.#push({ op: 'poll', who, file: draw.below(2) })],
      [4, () => this.#maps(who)],
      [4, () => this.#info(who)],
      [3, () => this.#failing(who)],
      [1, () => this.#timingOut(who)],
      [1, () => this.#push({ op: 'close', who, file: { of: draw.pick(['iommu', 'device', 'events'] as const), n: draw.below(2) } })],
      [1, () => this.#openDevice(who, draw.pick(DEVICES), draw.below(3))],
      [4, () => this.#wild(who)],
      [1, () => this.#other()],
      [2, () => this.#stick()],
      [2, () => this.#own()],
      [2, () => this.#stopping(who)],
      [this.#isWide ? 12 : 1, () => this.#wideRange(who)],
      [this.#hasLargePages ? 8 : 1, () => this.#aligning(who)],
      [this.#hasFewSlots ? 12 : 1, () => this.#slots(who)],
      [this.#hasSecond ? 6 : 1, () => this.#informed(who)],
      [2, () => this.#pinning(who)],
      [2, () => this.#gonePage(who)],
      [2, () => this.#bothStop(who)],
      [1, () => this.#closed(who)],
      [2, () => this.#overTwo(who)],
      [2, () => this.#window(who)],
      [2, () => this.#bounds(who)],
      [2, () => this.#orphans(who)],
      [1, () => this.#losses(who)],
      [1, () => this.#incoherent(who)],
      [this.#hasFewVintfs ? 8 : 0, () => this.#allVintfs(who)],
    ])();
  }

  /** ATC_INVs that time out, as long as something is asked for. */
  #timingOut(who: Who): void {
    const draw = this.#draw;
    this.#push({ op: 'timeout', count: 1 + draw.below(2) });
    if (draw.chance(70)) this.#invalidate(who);
    else this.#next();
    this.#push({ op: 'timeout', count: 0 });
  }

  /** The SMMU's own queue fails, and for good. */
  #stopping(who: Who): void {
    const draw = this.#draw;
    if (this.#ops.length < LATE) return;
    this.#push({ op: 'queueFails', after: draw.below(draw.chance(50) ? 2 : 5), as: draw.pick(['timeout', 'timeout', 'illegal'] as const) });
    this.#invalidate(who, draw.chance(60) ? 1 : undefined);
  }

  /** Errors of the queues of a guest, one after the other: a command that cannot be executed is replaced, and the error acknowledged. */
  #errors(who: Who): void {
    const draw = this.#draw;
    const page = draw.below(2);
    const slot = draw.below(2);
    for (let n = 0; n < 1 + draw.below(4); n++) {
      const idea = this.#idea(who, page, slot);
      const entry = idea.produced % idea.entries;
      this.#kick(who, page, slot, [ILLEGAL]);
      if (draw.chance(25)) this.#push({ op: 'events', who, file: draw.below(2), count: 4096 });
      if (draw.chance(20)) return;
      if (draw.chance(80)) this.#push({ op: 'memory', who, at: slot * 0x10_0000 + entry * 16, bytes: drawCommand(draw, STREAMS) });
      idea.acknowledged ^= 1;
      this.#push({ op: 'store', who, page, at: slot * 0x80 + GERRORN, width: 4, value: hex(idea.acknowledged) });
    }
    if (draw.chance(50)) this.#push({ op: 'events', who, file: draw.below(2), count: draw.pick([4096, 24, 8]) });
  }

  /** Events that nobody reads in time are lost, and counted, more than once. */
  #losses(who: Who): void {
    const draw = this.#draw;
    const viommu = draw.below(2);
    this.#ioctl(who, 'DESTROY', { id: { kind: 'vEVENTQ', n: -1, live: true } });
    this.#ioctl(who, 'VEVENTQ_ALLOC', {
      viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
      type: VEVENTQ_TYPES.TEGRA241_CMDQV,
      veventq_depth: draw.pick([1, 1, 2, 3]),
    });
    this.#queue(who, viommu, 0);
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 1 + draw.below(4); n++) this.#fail(who, viommu, 0);
      this.#push({ op: 'events', who, file: -1, count: draw.pick([4096, 4096, 24, 8]) });
    }
  }

  /** A queue fails, and is repaired. */
  #fail(who: Who, page: number, slot: number): void {
    const idea = this.#idea(who, page, slot);
    const entry = idea.produced % idea.entries;
    this.#kick(who, page, slot, [ILLEGAL]);
    this.#push({ op: 'memory', who, at: slot * 0x10_0000 + entry * 16, bytes: drawCommand(this.#draw, STREAMS, true) });
    idea.acknowledged ^= 1;
    this.#push({ op: 'store', who, page, at: slot * 0x80 + GERRORN, width: 4, value: hex(idea.acknowledged) });
  }

  /** A slot is used, given back and used anew, more than once. */
  #reuse(who: Who): void {
    const draw = this.#draw;
    const index = draw.below(2);
    const viommu = draw.below(2);
    for (let n = 0; n < 2 + draw.below(2); n++) {
      this.#queue(who, viommu, index);
      if (draw.chance(80)) this.#kick(who, viommu, index, [draw.chance(60) ? ILLEGAL : drawCommand(draw, STREAMS)]);
      if (draw.chance(30)) this.#kick(who, viommu, index, [drawCommand(draw, STREAMS)]);
      this.#ioctl(who, 'DESTROY', { id: { kind: 'hw_queue', n: -1, live: true } });
    }
    this.#queue(who, viommu, index);
    for (const at of [0x0, 0x4, 0xc, 0x10, 0x14]) this.#push({ op: 'load', who, page: viommu, at: index * 0x80 + at, width: 4 });
  }

  /** A stream of a guest is one device's and then another's, and is spoken of both times. */
  #restream(who: Who): void {
    const draw = this.#draw;
    const viommu = draw.below(2);
    const stream = draw.pick(STREAMS);
    for (const n of draw.shuffled([0, 1])) {
      this.#ioctl(who, 'VDEVICE_ALLOC', {
        viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
        dev_id: { kind: 'device', n, live: true },
        virt_id: hex(stream),
      });
      const data = Array.from({ length: 1 + draw.below(2) }, () => drawCommand(draw, [stream], true)).join('');
      this.#invalidating(who, viommu, data);
      if (draw.chance(50)) this.#kick(who, viommu, draw.below(2), [drawCommand(draw, [stream])]);
      this.#ioctl(who, 'DESTROY', { id: { kind: 'vDEVICE', n: -1, live: true } });
    }
  }

  /** Ranges that only an SMMU with wide addresses knows. */
  #wideRange(who: Who): void {
    const draw = this.#draw;
    const commands = Array.from({ length: 1 + draw.below(2) }, () =>
      encodeCommand(draw.pick(['TLBI_NH_VA', 'TLBI_NH_VAA']), {
        TG: BigInt(1 + draw.below(3)),
        TTL: BigInt(draw.below(4)),
        SCALE: BigInt(draw.chance(70) ? 32 + draw.below(32) : draw.below(32)),
        NUM: BigInt(draw.below(32)),
      }),
    );
    this.#invalidating(who, draw.below(2), commands.map((words) => digits(commandBytes(words))).join(''));
  }

  /** What an IOAS can map follows the pages of queues in it, while they are there. */
  #aligning(who: Who): void {
    const draw = this.#draw;
    const ioas: Argument = { kind: 'IOAS', n: 0, live: true };
    const ask = () => this.#ioctl(who, 'IOAS_IOVA_RANGES', { ioas_id: ioas, num_iovas: 4 }, { data: '00'.repeat(4 * RANGE_BYTES) });
    this.#withoutQueues(who);
    ask();
    for (let n = 0; n < 2 + draw.below(2); n++) {
      this.#queue(who, 0, 0);
      if (draw.chance(60)) ask();
      this.#ioctl(who, 'DESTROY', { id: { kind: 'hw_queue', n: -1, live: true } });
      ask();
    }
  }

  #withoutQueues(who: Who): void {
    for (let n = 0; n < 2; n++) this.#ioctl(who, 'DESTROY', { id: { kind: 'hw_queue', n: -1, live: true } });
  }

  /** The slots of a VINTF are all taken, and then there is one for whoever found none. */
  #slots(who: Who): void {
    const draw = this.#draw;
    const viommu_id: Argument = { kind: 'vIOMMU', n: draw.below(2), live: true };
    const take = (n: number) =>
      this.#ioctl(who, 'VDEVICE_ALLOC', { viommu_id, dev_id: { kind: 'device', n, live: true }, virt_id: hex(STREAMS[n] ?? 0) });
    const count = draw.chance(50) ? 2 : 3;
    for (let n = 0; n < count; n++) take(n);
    this.#ioctl(who, 'DESTROY', { id: { kind: 'vDEVICE', n: draw.chance(70) ? -1 : 0, live: true } });
    for (let n = count - 1; n > 0; n--) take(n);
  }

  /** Each device is asked for what it is behind. */
  #informed(who: Who): void {
    const draw = this.#draw;
    const data_len = draw.pick([8, 40]);
    const asked = { flags: HW_INFO_FLAGS.INPUT_TYPE, data_type: HW_INFO_TYPES.TEGRA241_CMDQV, data_len };
    for (const n of draw.shuffled([0, 1]))
      this.#ioctl(who, 'GET_HW_INFO', { ...asked, dev_id: { kind: 'device', n, live: true } }, { data: 'aa'.repeat(data_len) });
  }

  /** Where two mappings meet, in the middle of a queue or beside it, those that it is in stay for as long as it does. */
  #overTwo(who: Who): void {
    const draw = this.#draw;
    const seam = draw.pick(SEAMS);
    const parts = [
      { iova: IOVA, ram: 0, length: seam },
      { iova: IOVA + BigInt(seam), ram: seam, length: MAPPED - seam },
    ] as const;
    this.#withoutQueues(who);
    this.#unmap(who, IOVA, MAPPED);
    for (const { iova, length, ram } of parts) this.#map(who, iova, ram, length, !draw.chance(10));
    const isOver = draw.chance(65);
    this.#ioctl(who, 'HW_QUEUE_ALLOC', {
      viommu_id: { kind: 'vIOMMU', n: 0, live: true },
      type: HW_QUEUE_TYPES.TEGRA241_CMDQV,
      nesting_parent_iova: hex(IOVA + BigInt(seam - (isOver ? 0x8000 : 0x1000))),
      length: hex(isOver ? 0x1_0000 : 0x800),
    });
    for (const { iova, length } of draw.shuffled(parts)) this.#unmap(who, iova, length);
    this.#ioctl(who, 'DESTROY', { id: { kind: 'hw_queue', n: -1, live: true } });
    for (const { iova, length } of draw.shuffled(parts)) this.#unmap(who, iova, length);
    for (const { iova, length, ram } of parts) this.#map(who, iova, ram, length);
  }

  /** Who is refused because something is mapped where its interrupts go leaves nothing behind, and stays where it was. */
  #window(who: Who): void {
    const draw = this.#draw;
    const file: File = { of: 'device', n: draw.below(2) };
    const ioas: Argument = { kind: 'IOAS', n: -1, live: true };
    if (draw.chance(60)) this.#ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: { kind: 'HWPT', n: 0, live: true } }, { file });
    this.#ioctl(who, 'IOAS_ALLOC', {});
    this.#map(who, MSI_WINDOW, 0, 0x1_0000, true, -1);
    const isByTable = draw.chance(50);
    if (isByTable) this.#ioctl(who, 'HWPT_ALLOC', { flags: 0, dev_id: this.#device(), pt_id: ioas });
    const pt_id: Argument = isByTable ? { kind: 'HWPT', n: -1, live: true } : ioas;
    this.#ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id }, { file });
    this.#askRanges(who, { kind: 'IOAS', n: 0, live: true });
    if (isByTable) this.#ioctl(who, 'DESTROY', { id: pt_id });
    this.#askRanges(who, ioas);
    this.#ioctl(who, 'DESTROY', { id: ioas });
  }

  /** Values that are the last that is allowed, or the first that is not. */
  #bounds(who: Who): void {
    const draw = this.#draw;
    const viommu_id: Argument = { kind: 'vIOMMU', n: draw.below(2), live: true };
    draw.pick([
      () => {
        const virt_id = draw.pick([0xf_ffff, 0x10_0000, 0xffff]);
        this.#ioctl(who, 'VDEVICE_ALLOC', { viommu_id, dev_id: this.#device(), virt_id: hex(virt_id) });
        if (draw.chance(50)) this.#ioctl(who, 'DESTROY', { id: { kind: 'vDEVICE', n: -1, live: true } });
      },
      () => {
        const plain: Argument = { kind: 'vIOMMU', n: -1, live: true };
        this.#ioctl(who, 'VIOMMU_ALLOC', {
          type: VIOMMU_TYPES.ARM_SMMUV3,
          dev_id: this.#device(),
          hwpt_id: { kind: 'HWPT', n: 0, live: true },
        });
        const stream = BigInt(draw.pick(STREAMS));
        for (const n of [0, 1])
          this.#ioctl(who, 'VDEVICE_ALLOC', {
            viommu_id: plain,
            dev_id: { kind: 'device', n, live: true },
            virt_id: hex(stream + (n === 0 ? 0n : 1n << BigInt(20 + draw.below(44)))),
          });
        this.#nestedOn(who, plain);
        this.#ioctl(who, 'DESTROY', { id: plain });
      },
      () => {
        // Each vIOMMU has virtual IDs of its own.
        if (draw.chance(70)) this.#viommu(who);
        const virt_id = hex(draw.pick(STREAMS));
        for (const [n, viommu] of [
          [0, 0],
          [1, -1],
        ] as const)
          this.#ioctl(who, 'VDEVICE_ALLOC', {
            viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
            dev_id: { kind: 'device', n, live: true },
            virt_id,
          });
      },
      () => {
        const data = drawCommand(draw, STREAMS, true);
        const entry_num = draw.pick([MOST_COMMANDS - 1, MOST_COMMANDS, MOST_COMMANDS + 1]);
        const members = { hwpt_id: viommu_id, data_type: INVALIDATE_DATA.ARM_SMMUV3, entry_len: COMMAND_BYTES, entry_num };
        this.#ioctl(who, 'HWPT_INVALIDATE', members, { data });
      },
      () => this.#unmap(who, 0n, 0xffff_ffff_ffff_ffffn),
    ])();
  }

  /** A device that goes takes its vDEVICE along, and nobody gets the number of that. */
  #orphans(who: Who): void {
    const draw = this.#draw;
    // One that nobody has open can be bound.
    const taken = [...this.#begun].flatMap((one) => this.#opened[one]);
    const free = DEVICES.filter((name) => !taken.includes(name));
    const name = draw.pick(free.length > 0 && draw.chance(80) ? free : DEVICES);
    for (let n = 0; n < 1 + draw.below(3); n++) {
      this.#openDevice(who, name, -1);
      this.#ioctl(who, 'VDEVICE_ALLOC', {
        viommu_id: { kind: 'vIOMMU', n: 0, live: true },
        dev_id: { kind: 'device', n: -1, live: true },
        virt_id: hex(0x40 + n),
      });
      this.#push({ op: 'close', who, file: { of: 'device', n: -1 } });
      this.#ioctl(who, 'IOAS_ALLOC', {});
    }
    this.#ioctl(who, 'DESTROY', { id: { kind: 'vDEVICE', n: -1 } });
    this.#ioctl(who, 'DESTROY', { id: { kind: 'IOAS', n: -1, live: true } });
  }

  /** Devices of one IOAS that cannot share a table. */
  #incoherent(who: Who): void {
    const draw = this.#draw;
    const pt_id: Argument = { kind: 'IOAS', n: draw.below(2), live: true };
    this.#openDevice(who, 'noncoherent0', -1);
    const files = draw.shuffled<File>([
      { of: 'device', n: 0 },
      { of: 'device', n: -1 },
    ]);
    for (const file of files) this.#ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id }, { file });
    for (const file of draw.shuffled(files)) this.#detach(who, file);
  }

  /** VINTFs are all taken, and then there is one again. */
  #allVintfs(who: Who): void {
    for (let n = 0; n < 4; n++) this.#viommu(who);
    this.#ioctl(who, 'DESTROY', { id: { kind: 'vIOMMU', n: -1, live: true } });
    for (let n = 0; n < 2; n++) this.#viommu(who);
  }

  /** A queue that lacks memory leaves nothing pinned. */
  #pinning(who: Who): void {
    const draw = this.#draw;
    this.#withoutQueues(who);
    const from = this.#ops.length;
    this.#queue(who, draw.below(2), 0);
    for (const op of this.#ops.splice(from)) this.#push(op.op === 'ioctl' ? { ...op, shortOfMemory: true } : op);
    this.#withoutQueues(who);
    this.#unmap(who, IOVA, MAPPED);
    this.#map(who, IOVA, 0, MAPPED);
  }

  /** A vIOMMU goes, and what it offered for mmap with it. */
  #gonePage(who: Who): void {
    this.#viommu(who);
    this.#ioctl(who, 'DESTROY', { id: { kind: 'vIOMMU', n: -1, live: true } });
    this.#push({ op: 'mmap', who, file: IOMMU, offset: { cookie: -1 }, length: 0x10000, shared: true, write: true });
  }

  /** Queues of two vIOMMUs have errors at the same time; the second is told of it like the first. */
  #bothStop(who: Who): void {
    const draw = this.#draw;
    if (draw.chance(70)) {
      this.#viommu(who);
      this.#push({ op: 'mmap', who, file: IOMMU, offset: { cookie: -1 }, length: 0x10000, shared: true, write: true });
      this.#queues.delete(`${who} -1 0`);
      this.#queue(who, -1, 0);
    }
    // Who has no queue for them is told of none, and nobody in its place.
    for (const n of draw.chance(75) ? [0, -1] : [-1])
      this.#ioctl(who, 'VEVENTQ_ALLOC', {
        viommu_id: { kind: 'vIOMMU', n, live: true },
        type: VEVENTQ_TYPES.TEGRA241_CMDQV,
        veventq_depth: 16,
      });
    for (const page of [0, -1]) this.#kick(who, page, 0, [ILLEGAL]);
    for (const file of [0, -1]) this.#push({ op: 'events', who, file, count: 4096 });
  }

  /** Who asks something of a file that is closed is told so, each time. */
  #closed(who: Who): void {
    const draw = this.#draw;
    const file: File = { of: 'closed' };
    for (let n = 0; n < 1 + draw.below(2); n++) {
      this.#openDevice(who, draw.pick(DEVICES), -1);
      this.#push({ op: 'close', who, file: { of: 'device', n: -1 } });
      if (draw.chance(50)) this.#push({ op: 'close', who, file });
      this.#ioctl(who, 'VFIO_DEVICE_DETACH_IOMMUFD_PT', {}, { file });
    }
  }

  /** What can be mapped in an IOAS. */
  #ranges(who: Who): void {
    const draw = this.#draw;
    const count = draw.pick([4, 4, 4, 8, 1, 0]);
    const ioas: Argument = draw.chance(80) ? { kind: 'IOAS', n: draw.below(2), live: true } : this.#id('any');
    this.#ioctl(who, 'IOAS_IOVA_RANGES', { ioas_id: ioas, num_iovas: count }, { data: '00'.repeat(count * RANGE_BYTES) });
  }

  /** An IOAS of its own: what is attached to it, or made of it, narrows it for as long as it is there. */
  #space(who: Who): void {
    const draw = this.#draw;
    const ioas: Argument = { kind: 'IOAS', n: -1, live: true };
    const ask = () => this.#ioctl(who, 'IOAS_IOVA_RANGES', { ioas_id: ioas, num_iovas: 4 }, { data: '00'.repeat(4 * RANGE_BYTES) });
    const file: File = { of: 'device', n: draw.below(2) };
    this.#ioctl(who, 'IOAS_ALLOC', {});
    for (let n = 0; n < 1 + draw.below(3); n++) {
      if (draw.chance(40)) {
        this.#ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: ioas }, { file });
        if (draw.chance(30)) ask();
        this.#ioctl(who, 'VFIO_DEVICE_DETACH_IOMMUFD_PT', {}, { file });
      } else {
        const flags = draw.chance(50) ? HWPT_FLAGS.NEST_PARENT : 0;
        this.#ioctl(who, 'HWPT_ALLOC', { flags, dev_id: this.#device(), pt_id: ioas });
        if (draw.chance(30)) ask();
        this.#ioctl(who, 'DESTROY', { id: { kind: 'HWPT', n: -1, live: true } });
      }
      ask();
    }
    if (draw.chance(40)) this.#ioctl(who, 'DESTROY', { id: ioas });
  }

  /** A device goes from what one vIOMMU gives it to what another does, and back. */
  #move(who: Who): void {
    const draw = this.#draw;
    const file: File = { of: 'device', n: draw.below(2) };
    if (draw.chance(60)) this.#viommu(who);
    for (const n of draw.chance(60) ? [0, -1, 0] : [-1, 0]) {
      this.#nestedOn(who, { kind: 'vIOMMU', n, live: true });
      this.#ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: { kind: 'HWPT', n: -1, live: true } }, { file });
    }
  }

  /** A request that was made before is made again, maybe after something went. */
  #again(who: Who): void {
    const draw = this.#draw;
    const recent = this.#ops.slice(-30).filter((op) => op.op === 'ioctl' && op.who === who && op.request !== 'DESTROY');
    if (recent.length === 0) return;
    const op = draw.pick(recent);
    if (draw.chance(50)) this.#destroy(who);
    this.#push(op);
  }

  /** A device is opened that is open already; who has it then keeps it, until the file goes by which it was bound. */
  #secondFile(who: Who): void {
    const draw = this.#draw;
    const taken = [...this.#begun].flatMap((one) => this.#opened[one]);
    const path = vfioPath(draw.pick(taken));
    const file: File = { of: 'device', n: -1 };
    this.#push({ op: 'open', who, path });
    if (draw.chance(70)) this.#ioctl(who, 'VFIO_DEVICE_BIND_IOMMUFD', { iommufd: { fd: 0 } }, { file });
    if (draw.chance(80)) this.#push({ op: 'close', who, file: draw.chance(70) ? file : { of: 'device', n: draw.below(2) } });
    this.#push({ op: 'open', who, path });
    this.#ioctl(who, 'VFIO_DEVICE_BIND_IOMMUFD', { iommufd: { fd: 0 } }, { file });
  }

  /** Commands in the memory of a queue, and the index that says so. */
  #kick(who: Who, page: number, slot: number, commands: readonly string[]): void {
    const idea = this.#idea(who, page, slot);
    for (const bytes of commands) {
      this.#push({ op: 'memory', who, at: slot * 0x10_0000 + (idea.produced % idea.entries) * 16, bytes });
      idea.produced = (idea.produced + 1) % (2 * idea.entries);
    }
    const at = slot * 0x80;
    if (!idea.isOn || this.#draw.chance(10)) this.#push({ op: 'store', who, page, at: at + CONFIG, width: 4, value: '0x1' });
    idea.isOn = true;
    this.#push({ op: 'store', who, page, at: at + PROD, width: 4, value: hex(idea.produced) }, { op: 'load', who, page, at, width: 4 });
  }

  /** As far as it is known which page is that of which vIOMMU. */
  #idea(who: Who, page: number, slot: number): QueueIdea {
    const key = `${who} ${page} ${slot}`;
    const idea = this.#queues.get(key) ?? { entries: 128, produced: 0, isOn: false, acknowledged: 0 };
    this.#queues.set(key, idea);
    return idea;
  }

  /** Hardware that does not answer while something is done, or that reads otherwise. */
  #stick(): void {
    const draw = this.#draw;
    if (draw.chance(30)) {
      this.#failingVintfs();
      return;
    }
    if (draw.chance(20)) {
      this.#leftError();
      return;
    }
    const { offset } = draw.pick(SILENT);
    this.#push({ op: 'stick', at: offset, value: draw.chance(70) ? '0x0' : hex(draw.below(8)) });
    for (let n = 0; n < 1 + draw.below(2); n++) this.#next();
    this.#push({ op: 'stick', at: offset });
  }

  /** A VINTF does not come up, which is no loss once it does: there are as many for those who ask then. */
  #failingVintfs(): void {
    const draw = this.#draw;
    const who = draw.pick([...this.#begun]);
    const { offset } = draw.pick(SILENT_VINTFS);
    if (draw.chance(60)) this.#ioctl(who, 'DESTROY', { id: { kind: 'vIOMMU', n: -1, live: true } });
    this.#push({ op: 'stick', at: offset, value: '0x0' });
    for (let n = 0; n < 1 + draw.below(2); n++) this.#viommu(who);
    this.#push({ op: 'stick', at: offset });
    for (let n = 0; n < 1 + draw.below(3); n++) this.#viommu(who);
  }

  /** A queue goes with errors, some that commands have not. */
  #leftError(): void {
    const draw = this.#draw;
    const { offset } = draw.pick(ERRORS);
    this.#push({ op: 'stick', at: offset, value: hex(1 + draw.below(7)) });
    for (const who of this.#begun) this.#ioctl(who, 'DESTROY', { id: { kind: 'hw_queue', n: draw.pick([0, -1]), live: true } });
    this.#push({ op: 'stick', at: offset });
  }

  /** What the kernel has on queues of its own cannot be executed now and then, behind the end of the queue, too. */
  #own(): void {
    const draw = this.#draw;
    const vcmdq = draw.below(2);
    const { offset } = draw.pick(OWN_ERRORS);
    const isOdd = draw.chance(25);
    if (isOdd) this.#push({ op: 'stick', at: offset, value: hex(draw.below(8)) });
    const many = draw.chance(30) ? ['46000000000000000000000000000000'.repeat(OWN_ENTRIES)] : [];
    const commands = Array.from({ length: 1 + draw.below(4) }, () => (draw.chance(50) ? ILLEGAL : drawCommand(draw, STREAMS)));
    for (const some of [...many, commands.join('')]) this.#push({ op: 'ownQueue', vcmdq, commands: some });
    if (isOdd) this.#push({ op: 'stick', at: offset });
  }

  #other(): void {
    const other = WHO.find((who) => !this.#begun.has(who));
    if (other !== undefined) this.#begin(other);
  }

  #stage2(who: Who): void {
    this.#ioctl(who, 'HWPT_ALLOC', { flags: HWPT_FLAGS.NEST_PARENT, dev_id: this.#device(), pt_id: { kind: 'IOAS', n: 0 } });
  }

  #viommu(who: Who): void {
    const draw = this.#draw;
    const type = draw.weighted([
      [84, VIOMMU_TYPES.TEGRA241_CMDQV],
      [11, VIOMMU_TYPES.ARM_SMMUV3],
      [5, draw.below(4)],
    ]);
    // The first HWPT is a stage 2.
    const hwpt: Argument = draw.weighted<Argument>([
      [70, { kind: 'HWPT', n: 0, live: true }],
      [20, { kind: 'HWPT', n: -1, live: true }],
      [10, this.#id('HWPT')],
    ]);
    this.#ioctl(who, 'VIOMMU_ALLOC', { type, dev_id: this.#device(), hwpt_id: hwpt, data_len: 16 }, { data: '00'.repeat(16) });
  }

  #queue(who: Who, viommu: number, index: number): void {
    const draw = this.#draw;
    const log2 = draw.weighted([
      [5, 7],
      [4, 12],
      [1, draw.below(20)],
    ]);
    const length = draw.chance(95) ? 2 ** log2 : draw.below(0x4000);
    const place = draw.weighted<bigint>([
      [8, BigInt(index) * 0x10_0000n],
      [this.#hasLargePages ? 6 : 2, BigInt(draw.below(0x100)) * 0x1000n],
      [1, BigInt(draw.below(0x1000))],
      [1, BigInt(MAPPED) - 0x40n],
    ]);
    const kept = this.#queues.get(`${who} ${viommu} ${index}`);
    if (kept === undefined || draw.chance(60))
      this.#queues.set(`${who} ${viommu} ${index}`, {
        entries: 2 ** log2,
        produced: 0,
        isOn: false,
        acknowledged: kept?.acknowledged ?? 0,
      });
    this.#ioctl(who, 'HW_QUEUE_ALLOC', {
      viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
      type: HW_QUEUE_TYPES.TEGRA241_CMDQV,
      index: draw.chance(92) ? index : draw.below(4),
      nesting_parent_iova: hex(IOVA + place),
      length: hex(length),
    });
  }

  #vdevice(who: Who, viommu: number): void {
    const draw = this.#draw;
    const stream = draw.chance(85) ? BigInt(draw.pick(STREAMS)) : draw.bits64();
    this.#ioctl(who, 'VDEVICE_ALLOC', {
      viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
      dev_id: this.#device(),
      virt_id: hex(stream),
    });
  }

  #eventQueue(who: Who): void {
    const draw = this.#draw;
    this.#ioctl(who, 'VEVENTQ_ALLOC', {
      viommu_id: { kind: 'vIOMMU', n: draw.below(2), live: true },
      type: draw.chance(75) ? VEVENTQ_TYPES.TEGRA241_CMDQV : draw.below(4),
      veventq_depth: draw.pick([16, 1, 1, 2, 2, 3, 0, 2 ** 19, 2 ** 19 + 1]),
    });
  }

  #nested(who: Who): void {
    const draw = this.#draw;
    this.#nestedOn(who, draw.chance(80) ? { kind: 'vIOMMU', n: draw.below(2), live: true } : this.#id('HWPT'));
    if (draw.chance(60)) {
      const file: File = { of: 'device', n: draw.below(2) };
      this.#ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: { kind: 'HWPT', n: -1, live: true } }, { file });
    }
  }

  #nestedOn(who: Who, parent: Argument): void {
    const draw = this.#draw;
    const entry =
      draw.pick(ENTRIES) +
      (draw.chance(85) ? '0000000000000000' : digits(new Uint8Array([draw.below(256), 0, 0, draw.below(256), 0, 0, 0, 0])));
    this.#ioctl(
      who,
      'HWPT_ALLOC',
      { dev_id: this.#device(), pt_id: parent, data_type: HWPT_DATA.ARM_SMMUV3, data_len: 16 },
      { data: entry },
    );
  }

  #attach(who: Who): void {
    const draw = this.#draw;
    if (draw.chance(25)) {
      this.#detach(who);
      if (draw.chance(30)) this.#ranges(who);
      return;
    }
    this.#attachTo(who, { of: 'device', n: draw.below(2) });
  }

  #attachTo(who: Who, file: File): void {
    const draw = this.#draw;
    const kind = draw.chance(75) ? 'HWPT' : 'IOAS';
    const to: Argument = draw.chance(80) ? { kind, n: draw.below(6), live: true } : this.#id(kind);
    this.#ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: to }, { file });
  }

  #detach(who: Who, file: File = { of: 'device', n: this.#draw.below(2) }): void {
    this.#ioctl(who, 'VFIO_DEVICE_DETACH_IOMMUFD_PT', {}, { file });
  }

  #destroy(who: Who): void {
    const draw = this.#draw;
    const kind = draw.weighted<HandleKind>([
      [5, 'hw_queue'],
      [4, 'vDEVICE'],
      [3, 'vIOMMU'],
      [3, 'HWPT'],
      [2, 'vEVENTQ'],
      [2, 'any'],
      [1, 'IOAS'],
    ]);
    this.#ioctl(who, 'DESTROY', { id: draw.chance(70) ? { kind, n: draw.below(8), live: true } : this.#id(kind) });
    if (kind === 'HWPT' && draw.chance(30)) this.#ranges(who);
  }

  #invalidate(who: Who, most?: number): void {
    const draw = this.#draw;
    const drawn = draw.weighted([
      [6, 1 + draw.below(3)],
      [2, draw.below(12)],
      [1, 63 + draw.below(3)],
    ]);
    const count = most ?? drawn;
    const data = Array.from({ length: count }, () => drawCommand(draw, STREAMS, true)).join('');
    this.#invalidating(who, draw.below(3), data);
  }

  /** Commands that can be converted, of a stream that the vIOMMU knows: a few, or more than a batch holds. */
  #convertible(who: Who): void {
    const draw = this.#draw;
    // The one that was made last is likeliest to be there.
    const viommu = draw.chance(70) ? -1 : draw.below(2);
    const vsid = draw.chance(80) ? STREAMS[0] : 0;
    if (draw.chance(60))
      this.#ioctl(who, 'VDEVICE_ALLOC', {
        viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
        dev_id: { kind: 'device', n: 0, live: true },
        virt_id: hex(vsid),
      });
    const count = draw.weighted([
      [5, 1 + draw.below(3)],
      [2, 62 + draw.below(5)],
      [1, 125 + draw.below(4)],
    ]);
    const timesOut = draw.chance(30);
    if (timesOut) this.#push({ op: 'timeout', count: 1 });
    this.#invalidating(who, viommu, Array.from({ length: count }, () => drawConvertible(draw, vsid)).join(''));
    if (timesOut) this.#push({ op: 'timeout', count: 0 });
  }

  /** Commands, as hexadecimal digits, are handed over to a vIOMMU. */
  #invalidating(who: Who, n: number, data: string): void {
    const entry_num = data.length / (2 * COMMAND_BYTES);
    const hwpt_id: Argument = { kind: 'vIOMMU', n, live: true };
    this.#ioctl(who, 'HWPT_INVALIDATE', { hwpt_id, data_type: INVALIDATE_DATA.ARM_SMMUV3, entry_len: COMMAND_BYTES, entry_num }, { data });
  }

  /** What a guest does with the queues in the page that is its own. */
  #page(who: Who): void {
    const draw = this.#draw;
    const page = draw.below(3);
    const slot = draw.below(2);
    const at = (offset: number) => slot * 0x80 + offset;
    if (draw.chance(60)) {
      const commands = Array.from({ length: 1 + draw.below(3) }, () => drawCommand(draw, STREAMS));
      // A queue that another system left, or that a guest has brought somewhere.
      if (draw.chance(15)) this.#idea(who, page, slot).produced = draw.below(5);
      this.#kick(who, page, slot, commands);
      return;
    }
    if (draw.chance(40)) {
      this.#push({ op: 'load', who, page, at: at(draw.pick(PAGE_OFFSETS)), width: 4 });
      return;
    }
    this.#push({
      op: 'store',
      who,
      page,
      at: at(draw.pick(PAGE_OFFSETS)),
      width: 4,
      value: hex(draw.chance(80) ? draw.below(8) : draw.below(2 ** 30)),
    });
  }

  #map(who: Who, iova: bigint, ram: number, length: number, isReadable = true, ioas = 0): void {
    const flags = IOAS_MAP_FLAGS.FIXED_IOVA | IOAS_MAP_FLAGS.WRITEABLE | (isReadable ? IOAS_MAP_FLAGS.READABLE : 0);
    const ioas_id: Argument = ioas === 0 ? { kind: 'IOAS', n: 0 } : { kind: 'IOAS', n: ioas, live: true };
    this.#ioctl(who, 'IOAS_MAP', { flags, ioas_id, user_va: { ram }, length: hex(length), iova: hex(iova) });
  }

  #unmap(who: Who, iova: bigint, length: number | bigint): void {
    this.#ioctl(who, 'IOAS_UNMAP', { ioas_id: { kind: 'IOAS', n: 0 }, iova: hex(iova), length: hex(length) });
  }

  #askRanges(who: Who, ioas_id: Argument): void {
    this.#ioctl(who, 'IOAS_IOVA_RANGES', { ioas_id, num_iovas: 4 }, { data: '00'.repeat(4 * RANGE_BYTES) });
  }

  #maps(who: Who): void {
    const draw = this.#draw;
    const at = BigInt(draw.below(4)) * 0x20_0000n;
    if (draw.chance(50)) {
      const length = draw.pick([0x10_0000, 0x10_0000, 0x1_0000, 0x1000]);
      this.#map(who, IOVA + at + (draw.chance(70) ? BigInt(MAPPED) : 0n), Number(at), length);
      return;
    }
    const whole = draw.chance(60);
    this.#ioctl(who, 'IOAS_UNMAP', {
      ioas_id: { kind: 'IOAS', n: 0 },
      iova: hex(whole ? IOVA : IOVA + at),
      length: hex(whole ? MAPPED : 0x20_0000),
    });
  }

  #mmap(who: Who): void {
    const draw = this.#draw;
    this.#push({
      op: 'mmap',
      who,
      file: IOMMU,
      offset: draw.chance(92) ? { cookie: draw.below(3) } : hex(draw.below(16) * 0x1000),
      length: draw.weighted([
        [12, 0x10000],
        [1, 0x1000],
        [1, 0x20000],
        [1, 0],
      ]),
      shared: draw.chance(95),
      write: draw.chance(95),
    });
  }

  #info(who: Who): void {
    const draw = this.#draw;
    const length = draw.pick([8, 40, 4, 64, 72, 136]);
    this.#ioctl(
      who,
      'GET_HW_INFO',
      {
        dev_id: draw.chance(70) ? { kind: 'device', n: draw.below(3), live: true } : this.#device(),
        flags: draw.below(2),
        data_type: draw.pick([0, 1, 2, 2, 3]),
        data_len: length,
      },
      { data: 'aa'.repeat(length) },
    );
  }

  #failing(who: Who): void {
    const draw = this.#draw;
    let from = this.#ops.length;
    draw.pick([
      () => this.#queue(who, draw.below(2), draw.below(2)),
      () => this.#vdevice(who, draw.below(2)),
      () => this.#viommu(who),
      () => this.#invalidate(who),
      () => this.#destroy(who),
      () => this.#attach(who),
      () => {
        const file: File = { of: 'device', n: draw.below(2) };
        if (draw.chance(70)) this.#attachTo(who, file);
        from = this.#ops.length;
        this.#detach(who, file);
      },
      () => this.#nested(who),
      () => this.#stage2(who),
      () => this.#maps(who),
      () => this.#eventQueue(who),
      () => this.#ioctl(who, 'IOAS_ALLOC', {}),
      () => this.#info(who),
      () => this.#openDevice(who, draw.pick(DEVICES), -1),
    ])();
    const asked = this.#ops.splice(from);
    // One allocation after the other fails, or a later one at once.
    if (draw.chance(50)) for (let nth = 1; nth < 2 + draw.below(3); nth++) this.#push({ op: 'failAllocation', nth }, ...asked);
    else this.#push({ op: 'failAllocation', nth: 1 + draw.below(draw.chance(60) ? 4 : 10) }, ...asked);
    this.#push({ op: 'failAllocation', nth: 0 });
    // What lacked memory has left nothing that is in its way.
    if (draw.chance(60)) this.#push(...asked);
  }

  #wild(who: Who): void {
    const draw = this.#draw;
    const request = draw.pick(REQUESTS);
    const members: Record<string, Argument> = {};
    for (const [name, { type }] of Object.entries(request.structure.members)) {
      if (name === 'size' || name.startsWith('out_') || name.startsWith('__') || name.endsWith('_uptr') || name.endsWith('_ptr')) continue;
      if (name.endsWith('_id') || name === 'id')
        members[name] = { ...this.#id(draw.pick(KINDS)), ...(draw.chance(50) ? { live: true } : {}) };
      else if (name === 'iommufd') members[name] = { fd: 0 };
      // Ranges of an IOAS begin where something may be.
      else if (draw.chance(60)) members[name] = type === 'u64' ? hex(draw.chance(50) ? IOVA : draw.bits64() & 0xffff_f000n) : draw.below(4);
    }
    const file: File = request.name.startsWith('VFIO')
      ? { of: 'device', n: draw.below(2) }
      : draw.chance(95)
        ? IOMMU
        : { of: 'events', n: 0 };
    this.#ioctl(who, request.name, members, { file });
  }

  #closeAll(who: Who): void {
    const draw = this.#draw;
    for (let n = 0; n < 4; n++) this.#push({ op: 'munmap', who, page: 0 });
    const files: readonly File[] = [
      { of: 'device', n: 0 },
      { of: 'device', n: 0 },
      { of: 'device', n: 0 },
      { of: 'events', n: 0 },
      { of: 'events', n: 0 },
      IOMMU,
      IOMMU,
    ];
    for (const file of draw.shuffled(files)) this.#push({ op: 'close', who, file });
  }

  #device(): Argument {
    const draw = this.#draw;
    return draw.chance(95) ? { kind: 'device', n: draw.chance(65) ? 0 : draw.below(3), live: true } : this.#id('any');
  }

  #id(kind: HandleKind): { readonly kind: HandleKind; readonly n: number } {
    return { kind, n: this.#draw.below(8) };
  }
}

/** The member by which a request names its data. */
function pointerOf(request: string): string {
  return request === 'IOAS_IOVA_RANGES' ? 'allowed_iovas' : 'data_uptr';
}
