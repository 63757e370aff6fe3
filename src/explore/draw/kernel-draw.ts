import { TEGRA241 } from '../../machine';
import { physicalMap } from '../../tables/registers';
import {
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
import { type Argument, digits, type File, type HandleKind, hex, type KernelOp, WHO, type Who } from '../program';
import { drawCommand } from './commands';
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
/** Registers of the hardware that a kernel waits for, or reads an error from. */
const SILENT = physicalMap(TEGRA241).registers.filter(({ name }) =>
  /^(VINTF[12]_STATUS|VINTF[12]_LVCMDQ[01]_(STATUS|GERROR|CONS_INDX)|VCMDQ[2-5]_STATUS)$/.test(name),
);
const IOMMU: File = { of: 'iommu', n: 0 };

/** Draws what VMMs ask a kernel for, such that objects that stand on many others are reached often. */
export class KernelDraw {
  readonly #draw: Draw;
  readonly #ops: KernelOp[] = [];
  readonly #begun = new Set<Who>();
  readonly #hostile: boolean;
  #hasSecond = false;

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#hostile = draw.chance(15);
  }

  ops(most: number): readonly KernelOp[] {
    const draw = this.#draw;
    if (draw.chance(25)) {
      const host = drawHost(draw, 'kernel');
      this.#push(host);
      this.#hasSecond = host.second !== undefined;
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
      members: data === undefined ? changed : { data_uptr: hex(DATA), ...changed },
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
          [0, 3, 4, 8, structure.bytes - 4, structure.bytes + 8, 4096, 5000].filter((size) => size <= structure.bytes + 16 && size >= 0),
        ),
      };
    const value = draw.bits64();
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
    if (draw.chance(50)) this.#openDevice(who, second, 1);
    if (this.#hostile && draw.chance(50)) return;
    this.#ioctl(who, 'IOAS_ALLOC', {});
    this.#map(who, IOVA, 0, MAPPED);
    this.#stage2(who);
    this.#viommu(who);
    if (draw.chance(80)) this.#mmap(who);
    if (draw.chance(60)) this.#eventQueue(who);
    for (const n of [0, 1]) if (draw.chance(80)) this.#queue(who, 0, n);
    if (draw.chance(70)) this.#vdevice(who, 0);
    if (draw.chance(20)) {
      // Two vIOMMUs on one stage 2.
      this.#viommu(who);
      this.#mmap(who);
      this.#queue(who, 1, 0);
    }
  }

  #openDevice(who: Who, name: string, n: number): void {
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
      [14, () => this.#invalidate(who)],
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
      [3, () => this.#info(who)],
      [2, () => this.#failing(who)],
      [1, () => this.#push({ op: 'timeout', count: draw.below(3) })],
      [1, () => this.#push({ op: 'close', who, file: { of: draw.pick(['iommu', 'device', 'events'] as const), n: draw.below(2) } })],
      [1, () => this.#openDevice(who, draw.pick(DEVICES), draw.below(3))],
      [4, () => this.#wild(who)],
      [1, () => this.#other()],
      [2, () => this.#stick()],
      [1, () => this.#push({ op: 'queueFails', after: draw.below(5), as: draw.pick(['timeout', 'illegal'] as const) })],
    ])();
  }

  /** Hardware that does not answer while something is done. */
  #stick(): void {
    const draw = this.#draw;
    const { offset } = draw.pick(SILENT);
    this.#push({ op: 'stick', at: offset, value: draw.chance(80) ? '0x0' : '0x1' });
    for (let n = 0; n < 1 + draw.below(2); n++) this.#next();
    this.#push({ op: 'stick', at: offset });
  }

  #other(): void {
    const other = WHO.find((who) => !this.#begun.has(who));
    if (other !== undefined) this.#begin(other);
  }

  #stage2(who: Who): void {
    this.#ioctl(who, 'HWPT_ALLOC', { flags: HWPT_FLAGS.NEST_PARENT, dev_id: this.#device(), pt_id: { kind: 'IOAS', n: 0 } });
  }

  #viommu(who: Who): void {
    const type = this.#draw.chance(90) ? VIOMMU_TYPES.TEGRA241_CMDQV : this.#draw.below(4);
    // The first HWPT is the stage 2.
    const hwpt: Argument = this.#draw.chance(90) ? { kind: 'HWPT', n: 0 } : this.#id('HWPT');
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
      [2, BigInt(draw.below(0x100)) * 0x1000n],
      [1, BigInt(draw.below(0x1000))],
      [1, BigInt(MAPPED) - 0x40n],
    ]);
    this.#ioctl(who, 'HW_QUEUE_ALLOC', {
      viommu_id: { kind: 'vIOMMU', n: viommu },
      type: HW_QUEUE_TYPES.TEGRA241_CMDQV,
      index: draw.chance(92) ? index : draw.below(4),
      nesting_parent_iova: hex(IOVA + place),
      length: hex(length),
    });
  }

  #vdevice(who: Who, viommu: number): void {
    const draw = this.#draw;
    const stream = draw.chance(85) ? BigInt(draw.pick(STREAMS)) : draw.bits64();
    this.#ioctl(who, 'VDEVICE_ALLOC', { viommu_id: { kind: 'vIOMMU', n: viommu }, dev_id: this.#device(), virt_id: hex(stream) });
  }

  #eventQueue(who: Who): void {
    const draw = this.#draw;
    this.#ioctl(who, 'VEVENTQ_ALLOC', {
      viommu_id: { kind: 'vIOMMU', n: draw.below(2) },
      type: draw.chance(75) ? VEVENTQ_TYPES.TEGRA241_CMDQV : draw.below(4),
      veventq_depth: draw.pick([16, 1, 2, 0, 2 ** 19, 2 ** 19 + 1]),
    });
  }

  #nested(who: Who): void {
    const draw = this.#draw;
    const parent: Argument = draw.chance(80) ? { kind: 'vIOMMU', n: draw.below(2) } : this.#id('HWPT');
    const entry =
      draw.pick(ENTRIES) +
      (draw.chance(85) ? '0000000000000000' : digits(new Uint8Array([draw.below(256), 0, 0, draw.below(256), 0, 0, 0, 0])));
    this.#ioctl(
      who,
      'HWPT_ALLOC',
      { dev_id: this.#device(), pt_id: parent, data_type: HWPT_DATA.ARM_SMMUV3, data_len: 16 },
      { data: entry },
    );
    if (draw.chance(60)) this.#attach(who);
  }

  #attach(who: Who): void {
    const draw = this.#draw;
    const file: File = { of: 'device', n: draw.below(2) };
    if (draw.chance(20)) {
      this.#ioctl(who, 'VFIO_DEVICE_DETACH_IOMMUFD_PT', {}, { file });
      return;
    }
    const to: Argument = { kind: draw.chance(85) ? 'HWPT' : 'IOAS', n: draw.below(6) };
    this.#ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: to }, { file });
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
    this.#ioctl(who, 'DESTROY', { id: this.#id(kind) });
  }

  #invalidate(who: Who): void {
    const draw = this.#draw;
    const count = draw.weighted([
      [6, 1 + draw.below(3)],
      [2, draw.below(12)],
      [1, 63 + draw.below(3)],
    ]);
    const data = Array.from({ length: count }, () => drawCommand(draw, STREAMS, true)).join('');
    this.#ioctl(
      who,
      'HWPT_INVALIDATE',
      { hwpt_id: { kind: 'vIOMMU', n: draw.below(2) }, data_type: INVALIDATE_DATA.ARM_SMMUV3, entry_len: 16, entry_num: count },
      { data },
    );
  }

  /** What a guest does with the queues in the page that is its own. */
  #page(who: Who): void {
    const draw = this.#draw;
    const page = draw.below(3);
    const slot = draw.below(2);
    const at = (offset: number) => slot * 0x80 + offset;
    if (draw.chance(60)) {
      const count = 1 + draw.below(3);
      const from = draw.chance(70) ? 0 : draw.below(5);
      const bytes = Array.from({ length: count }, () => drawCommand(draw, STREAMS)).join('');
      this.#push(
        { op: 'memory', who, at: slot * 0x10_0000 + from * 16, bytes },
        { op: 'store', who, page, at: at(0x8), width: 4, value: '0x1' },
        { op: 'store', who, page, at: at(0x4), width: 4, value: hex(from + count) },
        { op: 'load', who, page, at: at(0), width: 4 },
      );
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

  #map(who: Who, iova: bigint, ram: number, length: number): void {
    const flags = IOAS_MAP_FLAGS.FIXED_IOVA | IOAS_MAP_FLAGS.READABLE | IOAS_MAP_FLAGS.WRITEABLE;
    this.#ioctl(who, 'IOAS_MAP', { flags, ioas_id: { kind: 'IOAS', n: 0 }, user_va: { ram }, length: hex(length), iova: hex(iova) });
  }

  #maps(who: Who): void {
    const draw = this.#draw;
    const at = BigInt(draw.below(4)) * 0x20_0000n;
    if (draw.chance(50)) {
      this.#map(who, IOVA + at + (draw.chance(50) ? BigInt(MAPPED) : 0n), Number(at), 0x10_0000);
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
    const length = draw.pick([8, 40, 4, 64]);
    this.#ioctl(
      who,
      'GET_HW_INFO',
      { dev_id: this.#device(), flags: draw.below(2), data_type: draw.below(4), data_len: length },
      { data: 'aa'.repeat(length) },
    );
  }

  #failing(who: Who): void {
    const draw = this.#draw;
    this.#push({ op: 'failAllocation', nth: 1 + draw.below(draw.chance(60) ? 4 : 10) });
    draw.pick([
      () => this.#queue(who, 0, draw.below(2)),
      () => this.#vdevice(who, 0),
      () => this.#viommu(who),
      () => this.#invalidate(who),
      () => this.#destroy(who),
      () => this.#attach(who),
      () => this.#nested(who),
      () => this.#stage2(who),
      () => this.#maps(who),
      () => this.#eventQueue(who),
      () => this.#ioctl(who, 'IOAS_ALLOC', {}),
      () => this.#info(who),
    ])();
    this.#push({ op: 'failAllocation', nth: 0 });
  }

  #wild(who: Who): void {
    const draw = this.#draw;
    const request = draw.pick(REQUESTS);
    const members: Record<string, Argument> = {};
    for (const [name, { type }] of Object.entries(request.structure.members)) {
      if (name === 'size' || name.startsWith('out_') || name.startsWith('__') || name.endsWith('_uptr') || name.endsWith('_ptr')) continue;
      if (name.endsWith('_id') || name === 'id') members[name] = this.#id(draw.pick(KINDS));
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
    return draw.chance(95) ? { kind: 'device', n: draw.chance(75) ? 0 : draw.below(3) } : this.#id('any');
  }

  #id(kind: HandleKind): Argument {
    return { kind, n: this.#draw.below(8) };
  }
}
