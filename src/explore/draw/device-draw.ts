import type { ACCESS_WIDTHS, Errno } from '../../ports';
import { GUEST_MAP, type Register } from '../../tables/registers';
import { SMMU_REGISTERS } from '../../tables/smmu';
import { type DeviceOp, type HostOp, hex, type StartProperties, WHO, type Who } from '../program';
import { EVENT_QUEUE, GUEST_RAM, GUEST_RAM_BYTES } from '../stages/device-stage';
import { drawCommand } from './commands';
import type { Draw } from './draw';
import { drawHost } from './draw-host';

const DEVICES = ['nic0', 'nic0', 'nic0', 'gpu0', 'gpu1', 'twin0', 'streamless0', 'noncoherent0'] as const;
/** A device that stays plugged in, one for each virtual machine. */
const FIRST_DEVICE: Readonly<Record<Who, string>> = { A: 'gpu0', B: 'gpu1' };
const STREAMS = [0x10, 0x11, 0x18] as const;
/** What is done to a machine, and to none of its SMMUs. */
const UNPLACED = ['start', 'shutDown', 'reset', 'memory', 'inform', 'event'] as const;
const REGISTERS = GUEST_MAP.registers;
const SMMU_OFFSETS = (['CR0', 'CR0ACK', 'GBPA', 'GERROR', 'EVENTQ_BASE', 'EVENTQ_PROD', 'EVENTQ_CONS'] as const).map(
  (name) => SMMU_REGISTERS[name],
);
const REFUSED = [
  'HW_QUEUE_ALLOC',
  'HW_QUEUE_ALLOC',
  'VDEVICE_ALLOC',
  'VIOMMU_ALLOC',
  'VEVENTQ_ALLOC',
  'HWPT_ALLOC',
  'HWPT_INVALIDATE',
  'GET_HW_INFO',
  'IOAS_ALLOC',
  'IOAS_MAP',
  'VFIO_DEVICE_BIND_IOMMUFD',
  'VFIO_DEVICE_ATTACH_IOMMUFD_PT',
  'VFIO_DEVICE_DETACH_IOMMUFD_PT',
  'mmap',
] as const;
/** What the kernel may tell of an SMMU, or of its CMDQ-V, and a VMM has to look at. */
const INFORMATION = [
  { about: 'CMDQ-V', members: { version: 2 } },
  { about: 'CMDQ-V', members: { version: 0 } },
  { about: 'CMDQ-V', members: { log2vcmdqs: 0 } },
  { about: 'CMDQ-V', members: { log2vcmdqs: 3 } },
  { about: 'CMDQ-V', members: { log2vsids: 3 } },
  { about: 'CMDQ-V', members: { log2vsids: 6 } },
  { about: 'CMDQ-V', members: { data_type: 2 } },
  { about: 'CMDQ-V', members: { flags: 1 } },
  { about: 'SMMU', members: { data_type: 1 } },
  { about: 'SMMU', members: { flags: 0x8000_0000 } },
  { about: 'SMMU', members: { idr5: 0x10_0055 } },
  { about: 'SMMU', members: { idr0: 0 } },
] as const;
const STATUSES: readonly Errno[] = ['ENOMEM', 'EBUSY', 'EIO', 'EINVAL'];
/** Bits of CR0: SMMUEN, EVENTQEN, CMDQEN. */
const CR0 = [0xd, 0xd, 0xd, 0xc, 0x8, 0x9, 0x0, 0x1] as const;
const ENTRIES: readonly (readonly [bigint, bigint])[] = [
  [0n, 0n],
  [1n, 0n],
  [0x9n, 0n],
  [0x4020_000bn, 0n],
  [0x4030_000bn, 0n],
  [0x4020_000an, 0n],
  [0xdn, 0n],
  [0x4020_000fn, 0n],
  [0x5n, 0n],
  [0x4020_000bn, 0x1000_0000n],
  [0x4020_000bn, 0x54n],
];

/** A queue as far as the drawing has to know it, to put commands where they are read. */
interface QueueIdea {
  base: bigint;
  log2size: number;
  produced: number;
}

interface VmIdea {
  /** Records that the kernel has reported, of CMDQ-V and of the SMMU. */
  readonly reported: { 'CMDQ-V': number; SMMU: number };
  twice: boolean;
  readonly queues: readonly [QueueIdea, QueueIdea];
  running: boolean;
}

/** Draws what guests and users do, such that states that take many steps are reached often. */
export class DeviceDraw {
  readonly #draw: Draw;
  readonly #ops: DeviceOp[] = [];
  readonly #vms: Readonly<Record<Who, VmIdea>> = { A: idle(), B: idle() };
  /** Nothing but what no driver would do. */
  readonly #hostile: boolean;
  #host: HostOp | undefined;
  /** What comes is done at the second SMMU. */
  #atSecond = false;

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#hostile = draw.chance(15);
  }

  ops(most: number): readonly DeviceOp[] {
    const draw = this.#draw;
    if (draw.chance(30)) {
      this.#host = drawHost(draw, 'device');
      this.#push(this.#host);
    }
    this.#start('A');
    if (!this.#hostile && draw.chance(85)) this.#bringUp('A');
    if (draw.chance(30)) {
      this.#start('B');
      if (!this.#hostile) this.#bringUp('B');
    }
    while (!draw.over && this.#ops.length < most) this.#next();
    for (const who of WHO) if (this.#vms[who].running) this.#push({ op: 'look', who });
    if (draw.chance(50)) for (const who of WHO) this.#shutDown(who);
    return this.#ops;
  }

  #push(...ops: readonly DeviceOp[]): void {
    for (const op of ops) {
      const isPlaced = 'who' in op && op.op !== 'refuse' && op.op !== 'permit' && !UNPLACED.some((name) => name === op.op);
      this.#ops.push(this.#atSecond && isPlaced ? { ...op, smmu: 1 } : op);
    }
  }

  #next(): void {
    const draw = this.#draw;
    const running = WHO.filter((who) => this.#vms[who].running);
    const [first] = running;
    if (first === undefined) {
      this.#start('A');
      return;
    }
    const who = draw.pick(running);
    this.#atSecond = this.#vms[who].twice && draw.chance(50);
    if (this.#hostile && draw.chance(70)) {
      this.#wild(who);
      return;
    }
    draw.weighted<() => void>([
      [22, () => this.#commands(who)],
      [8, () => this.#bringUpQueue(who, draw.below(2))],
      [10, () => this.#field(who)],
      [12, () => this.#wild(who)],
      [8, () => this.#read(who)],
      [5, () => this.#acknowledge(who, draw.below(2))],
      [5, () => this.#restart(who, draw.below(2))],
      [4, () => this.#resetQueue(who, draw.below(2))],
      [4, () => this.#sid(who)],
      [6, () => this.#stream(who)],
      [5, () => this.#push({ op: 'submit', who, command: drawCommand(draw, STREAMS) })],
      [4, () => this.#smmu(who)],
      [3, () => this.#push({ op: 'look', who })],
      [5, () => this.#event(who)],
      [1, () => this.#eventQueue(who)],
      [1, () => this.#push({ op: 'firmware', who })],
      [1, () => this.#push({ op: 'spoil', opcode: draw.pick([0x11, 0x12, 0x46, 0x40]), as: draw.pick(['illegal', 'abort'] as const) })],
      [1, () => this.#push({ op: 'inform', who, ...draw.pick(INFORMATION) })],
      [3, () => this.#push({ op: 'plug', who, device: draw.pick(DEVICES), streamId: draw.pick(STREAMS) })],
      [3, () => this.#push({ op: 'unplug', who, device: draw.pick(DEVICES) })],
      [2, () => this.#refusal(who)],
      [1, () => this.#push({ op: 'timeout', count: draw.below(3) })],
      [2, () => this.#reset(who)],
      [2, () => this.#kexec(who)],
      [1, () => this.#shutDown(who)],
      [1, () => this.#start(draw.pick(WHO))],
    ])();
  }

  #start(who: Who): void {
    const draw = this.#draw;
    if (this.#vms[who].running) return;
    this.#vms[who].running = true;
    const cmdqv = draw.weighted<'on' | 'auto' | 'off'>([
      [18, 'on'],
      [1, 'auto'],
      [1, 'off'],
    ]);
    this.#atSecond = false;
    const twice = this.#host?.second !== undefined && draw.chance(60);
    Object.assign(this.#vms[who], { twice, reported: { 'CMDQ-V': 0, SMMU: 0 } });
    // A machine that is not to have all at once is started without a device, so that more can be done before one is plugged in.
    const isBare = !twice && draw.chance(15);
    const properties = draw.chance(15) ? this.#properties() : undefined;
    const pages = draw.chance(15) ? draw.pick(['64K', '2M', '512M', 'scattered'] as const) : undefined;
    this.#push({
      op: 'start',
      who,
      cmdqv,
      device: isBare ? '' : FIRST_DEVICE[who],
      streamId: 0x10,
      ...(properties === undefined ? {} : { properties }),
      ...(pages === undefined ? {} : { pages }),
      ...(twice ? { twice } : {}),
    });
    if (isBare) {
      if (draw.chance(50)) this.#push({ op: 'inform', who, ...draw.pick(INFORMATION) });
      const request = draw.pick(REFUSED);
      // A VMM asks GET_HW_INFO twice at least; what it asks besides is its own affair.
      const after = draw.below(request === 'GET_HW_INFO' ? 2 : 3);
      if (draw.chance(60)) this.#push({ op: 'refuse', who, request, status: draw.pick(STATUSES), after });
      this.#push({ op: 'plug', who, device: FIRST_DEVICE[who], streamId: 0x10 });
      if (draw.chance(70)) this.#push({ op: 'permit', who, request }, { op: 'plug', who, device: FIRST_DEVICE[who], streamId: 0x10 });
    }
    if (draw.chance(30)) this.#push({ op: 'plug', who, device: draw.pick(DEVICES), streamId: draw.pick(STREAMS) });
    if (draw.chance(25)) this.#eventQueue(who);
    if (draw.chance(70)) this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: 0xd });
    if (draw.chance(60)) this.#stream(who);
  }

  #properties(): StartProperties {
    const draw = this.#draw;
    if (draw.chance(12)) return { accel: draw.pick(['on', 'off'] as const), stage: draw.pick(['1', '2', 'nested'] as const) };
    const one = (): StartProperties =>
      draw.pick<StartProperties>([
        { ril: 'on' },
        { ril: 'off' },
        { ril: 'auto' },
        { ats: 'on' },
        { ats: 'off' },
        { ats: 'auto' },
        { oas: 44 },
        { oas: 48 },
        { oas: 'auto' },
        { ssidsize: 0 },
        { ssidsize: 8 },
        { ssidsize: 20 },
        { ssidsize: 'auto' },
      ]);
    return { ...one(), ...(draw.chance(60) ? one() : {}) };
  }

  /** The event queue of the SMMU itself, which is as small as a few records. */
  #eventQueue(who: Who): void {
    const log2size = this.#draw.pick([0, 1, 2, 4]);
    const at = SMMU_REGISTERS;
    this.#push({ op: 'writeSmmu', who, at: at.EVENTQ_BASE, value: Number(EVENT_QUEUE) | log2size });
    if (this.#draw.chance(50)) this.#push({ op: 'writeSmmu', who, at: at.EVENTQ_CONS, value: 0 });
    this.#push({ op: 'writeSmmu', who, at: at.CR0, value: 0xd });
  }

  #event(who: Who): void {
    const draw = this.#draw;
    const from = draw.chance(50) ? 'CMDQ-V' : 'SMMU';
    const { reported } = this.#vms[who];
    for (let n = 0; n < (draw.chance(70) ? 1 : 4); n++) {
      if (draw.chance(8)) reported[from] += draw.below(3);
      const sequence = reported[from];
      reported[from] += 1;
      const words =
        from === 'CMDQ-V'
          ? [hex(draw.chance(60) ? BigInt(draw.below(4)) : draw.bits64()), hex(draw.chance(70) ? 0n : draw.bits64())]
          : [
              hex((BigInt(draw.chance(80) ? draw.pick(STREAMS) : draw.below(0x1_0000)) << 32n) | BigInt(draw.below(0x40))),
              ...[0, 1, 2].map(() => hex(draw.chance(50) ? 0n : draw.bits64())),
            ];
      const odd = draw.chance(8)
        ? { instead: draw.pick(['EAGAIN', 'EIO', 0, 8, 4] as const) }
        : draw.chance(8)
          ? { lost: true as const }
          : {};
      this.#push({ op: 'event', who, from, sequence, words, ...odd });
    }
    if (from === 'SMMU' && draw.chance(50)) this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.EVENTQ_CONS, value: draw.below(4) });
    if (draw.chance(50)) this.#push({ op: 'look', who });
  }

  #shutDown(who: Who): void {
    if (!this.#vms[who].running) return;
    this.#vms[who].running = false;
    this.#forget(who);
    this.#push({ op: 'shutDown', who });
  }

  #reset(who: Who): void {
    this.#forget(who);
    this.#push({ op: 'reset', who });
    if (this.#draw.chance(70)) this.#bringUp(who);
  }

  /** Another system begins without a reset, and with queues of its own. */
  #kexec(who: Who): void {
    this.#write(who, 'CMDQV_CONFIG', 0n);
    this.#bringUp(who);
  }

  #forget(who: Who): void {
    for (const queue of this.#vms[who].queues) Object.assign(queue, { base: 0n, produced: 0 });
  }

  #bringUp(who: Who): void {
    const draw = this.#draw;
    for (const step of draw.shuffled([0, 1])) {
      if (step === 0) this.#write(who, 'CMDQV_CONFIG', draw.chance(90) ? 0x20083n : 0x20403n);
      else this.#write(who, 'VINTF0_CONFIG', draw.chance(90) ? 1n : 0x20003n);
    }
    this.#bringUpQueue(who, 0);
    if (draw.chance(75)) this.#bringUpQueue(who, 1);
    if (draw.chance(30)) this.#push({ op: 'look', who });
  }

  #bringUpQueue(who: Who, slot: number): void {
    const draw = this.#draw;
    // A queue that another system left, or that a guest has brought somewhere.
    if (draw.chance(12)) this.#indices(who, slot, BigInt(draw.below(8)), BigInt(draw.below(8)));
    const steps = [
      () => this.#write(who, `CMDQ_ALLOC_MAP_${slot}`, draw.chance(90) ? 1n | (BigInt(slot) << 1n) : 1n | (BigInt(draw.below(4)) << 1n)),
      () => this.#base(who, slot),
    ];
    for (const step of draw.chance(70) ? steps : draw.shuffled(steps)) step();
    if (draw.chance(85)) this.#write(who, this.#queue(slot, 'CONFIG'), 1n);
  }

  #base(who: Who, slot: number): void {
    const draw = this.#draw;
    const queue = this.#vms[who].queues[slot === 0 ? 0 : 1];
    queue.log2size = draw.weighted([
      [6, 3],
      [3, 8],
      [1, draw.below(20)],
      [1, 4],
    ]);
    const bytes = BigInt(16 * 2 ** queue.log2size);
    const room = GUEST_RAM_BYTES / 4n;
    queue.base = GUEST_RAM + room * BigInt(draw.below(4)) + (bytes < 0x10_0000n ? 0x1_0000n * BigInt(draw.below(4)) : 0n);
    if (draw.chance(5))
      queue.base = draw.pick([0n, GUEST_RAM - 0x1000n, GUEST_RAM + GUEST_RAM_BYTES - 0x40n, GUEST_RAM + 0x20n, 0xffff_ffff_f000n]);
    const value = queue.base | BigInt(queue.log2size);
    if (draw.chance(75)) {
      this.#write(who, this.#queue(slot, 'BASE'), value);
      return;
    }
    const halves = [
      () => this.#write(who, this.#queue(slot, 'BASE_L'), value & 0xffff_ffffn),
      () => this.#write(who, this.#queue(slot, 'BASE_H'), value >> 32n),
    ];
    for (const half of draw.shuffled(halves)) half();
  }

  /** Commands in the queue's memory, and the index that says so. */
  #commands(who: Who): void {
    const draw = this.#draw;
    const slot = draw.below(2);
    const queue = this.#vms[who].queues[slot === 0 ? 0 : 1];
    if (queue.base === 0n) {
      this.#bringUpQueue(who, slot);
      return;
    }
    const entries = 2 ** queue.log2size;
    const count = 1 + draw.below(draw.chance(10) ? Math.min(entries, 12) : 3);
    for (let n = 0; n < count; n++) {
      const address = queue.base + 16n * BigInt(queue.produced % entries);
      if (address >= GUEST_RAM && address < GUEST_RAM + GUEST_RAM_BYTES)
        this.#push({ op: 'memory', who, address: hex(address), bytes: drawCommand(draw, STREAMS) });
      queue.produced = (queue.produced + 1) % (2 * entries);
    }
    this.#write(who, this.#queue(slot, 'PROD_INDX'), BigInt(queue.produced));
    if (draw.chance(60)) this.#readNamed(who, this.#queue(slot, draw.pick(['CONS_INDX', 'GERROR', 'STATUS'])));
  }

  #acknowledge(who: Who, slot: number): void {
    this.#readNamed(who, this.#queue(slot, 'GERROR'));
    this.#write(who, this.#queue(slot, 'GERRORN'), BigInt(this.#draw.below(8)));
  }

  /** Off and on again, or twice on. */
  #restart(who: Who, slot: number): void {
    if (this.#draw.chance(80)) this.#write(who, this.#queue(slot, 'CONFIG'), 0n);
    if (this.#draw.chance(30)) this.#base(who, slot);
    if (this.#draw.chance(30)) this.#indices(who, slot, 0n);
    this.#write(who, this.#queue(slot, 'CONFIG'), 1n);
  }

  #resetQueue(who: Who, slot: number): void {
    this.#write(who, this.#queue(slot, 'CONFIG'), 0n);
    this.#indices(who, slot, 0n);
    this.#write(who, this.#queue(slot, 'BASE'), 0n);
    if (this.#draw.chance(70)) this.#write(who, `CMDQ_ALLOC_MAP_${slot}`, 0n);
    this.#vms[who].queues[slot === 0 ? 0 : 1].base = 0n;
    if (this.#draw.chance(60)) this.#bringUpQueue(who, slot);
  }

  #indices(who: Who, slot: number, value: bigint, consumed = value): void {
    this.#write(who, this.#queue(slot, 'PROD_INDX'), value);
    this.#write(who, this.#queue(slot, 'CONS_INDX'), consumed);
    this.#vms[who].queues[slot === 0 ? 0 : 1].produced = Number(value);
  }

  #sid(who: Who): void {
    const draw = this.#draw;
    const slot = draw.below(16);
    this.#write(who, `VINTF0_SID_MATCH_${slot}`, (BigInt(draw.pick(STREAMS)) << 1n) | BigInt(draw.below(2)));
    this.#write(who, `VINTF0_SID_REPLACE_${slot}`, BigInt(draw.below(0x3000)));
  }

  #stream(who: Who): void {
    const [word0, word1] = this.#draw.pick(ENTRIES);
    this.#push({ op: 'stream', who, streamId: this.#draw.pick(STREAMS), word0: hex(word0), word1: hex(word1) });
  }

  #smmu(who: Who): void {
    const draw = this.#draw;
    const at = draw.pick(SMMU_OFFSETS);
    if (draw.chance(30)) {
      this.#push({ op: 'readSmmu', who, at });
      return;
    }
    if (draw.chance(50)) {
      this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: draw.pick(CR0) });
      return;
    }
    const value = draw.pick([0x8010_0000, 0x8000_0000, 0x0010_0000, 0]);
    this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.GBPA, value });
  }

  #refusal(who: Who): void {
    const draw = this.#draw;
    const request = draw.pick(REFUSED);
    this.#push({ op: 'refuse', who, request, status: draw.pick(STATUSES), after: draw.below(2) });
    this.#next();
    this.#push({ op: 'permit', who, request });
  }

  /** A store of a register with one of its fields as it may be. */
  #field(who: Who): void {
    const draw = this.#draw;
    const register = draw.pick(REGISTERS);
    const field = register.fields.length === 0 ? undefined : draw.pick(register.fields);
    const size = field === undefined ? 32 : field.high - field.low + 1;
    const bits = draw.bits64() & ((1n << BigInt(size)) - 1n);
    const value = bits << BigInt(field?.low ?? 0);
    this.#push({ op: 'write', who, at: register.offset, width: register.size, value: hex(value) });
  }

  /** An access that no driver makes. */
  #wild(who: Who): void {
    const draw = this.#draw;
    const register = draw.pick(REGISTERS);
    const width = draw.weighted<(typeof ACCESS_WIDTHS)[number]>([
      [6, 4],
      [3, 8],
      [1, 1],
      [1, 2],
    ]);
    const near = draw.chance(80)
      ? register.offset
      : draw.chance(50)
        ? register.offset + 4
        : draw.chance(20)
          ? 0x50000 + draw.below(0x20) * 4
          : draw.below(0x50000);
    // A misaligned access cannot come from a processor.
    const at = near - (near % width);
    if (draw.chance(25)) this.#push({ op: 'read', who, at, width });
    else this.#push({ op: 'write', who, at, width, value: hex(BigInt.asUintN(8 * width, draw.bits64())) });
  }

  #read(who: Who): void {
    const register = this.#draw.pick(REGISTERS);
    this.#push({ op: 'read', who, at: register.offset, width: register.size });
  }

  #readNamed(who: Who, name: string): void {
    const { offset, size } = registerNamed(name);
    this.#push({ op: 'read', who, at: offset, width: size });
  }

  #write(who: Who, name: string, value: bigint): void {
    const { offset, size } = registerNamed(name);
    this.#push({ op: 'write', who, at: offset, width: size, value: hex(value) });
  }

  /** A register of a queue by either way to it; the VINTF's is what a driver takes. */
  #queue(slot: number, name: string): string {
    return this.#draw.chance(85) ? `VINTF0_LVCMDQ${slot}_${name}` : `VCMDQ${slot}_${name}`;
  }
}

function idle(): VmIdea {
  return { running: false, twice: false, reported: { 'CMDQ-V': 0, SMMU: 0 }, queues: [queueIdea(), queueIdea()] };
}

function queueIdea(): QueueIdea {
  return { base: 0n, log2size: 3, produced: 0 };
}

function registerNamed(name: string): Register {
  const register = GUEST_MAP.named(name);
  if (register === undefined) throw new RangeError(`a guest has no register ${name}`);
  return register;
}
