import { identification } from '../../machine';
import type { ACCESS_WIDTHS, BackedProperties, Errno } from '../../ports';
import { commandBytes, encodeCommand } from '../../tables/commands';
import { GUEST_MAP, type Register } from '../../tables/registers';
import { type IdField, SMMU_REGISTERS } from '../../tables/smmu';
import { VEVENT_SMMUV3 } from '../../tables/uapi';
import { type DeviceOp, digits, type HostOp, hex, type StartProperties, WHO, type Who } from '../program';
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
/** Those that there are once, and those of the first queues, which programs use: among all others they would hardly be met. */
const ONCE_REGISTERS = REGISTERS.filter(({ element, place }) => (place.kind === 'global' || place.kind === 'vintf') && element < 2);
const NEAR_REGISTERS = REGISTERS.filter(({ place }) => (place.kind === 'direct' || place.kind === 'logical') && place.slot < 2);
/** Where the region ends, and before and behind it. */
const REGION_END = 0x5_0000;
/** Opcode and fields that no SMMU has. */
const ILLEGAL = '07000000000000000000000000000000';
const SMMU_OFFSETS = (['CR0', 'CR0ACK', 'GBPA', 'GERROR', 'EVENTQ_BASE', 'EVENTQ_BASE_H', 'EVENTQ_PROD', 'EVENTQ_CONS'] as const).map(
  (name) => SMMU_REGISTERS[name],
);
/** Upper halves of EVENTQ_BASE: the address is below 4 GiB, and there is a hint to write-allocate. */
const EVENTQ_BASE_H = [0, 0x4000_0000, 0x4000_0000] as const;
/** Properties that a host's SMMU has to back, by the field that tells of it: values that may be given, some more often, and others. */
const PROPERTIES: readonly {
  readonly name: keyof BackedProperties;
  readonly field: IdField;
  readonly values: readonly (string | number)[];
  readonly others?: readonly number[];
}[] = [
  { name: 'ril', field: 'IDR3.RIL', values: ['on', 'off', 'auto'] },
  { name: 'ats', field: 'IDR0.ATS', values: ['on', 'off', 'off', 'auto'] },
  { name: 'oas', field: 'IDR5.OAS', values: [44, 48, 'auto'], others: [0, 32, 40, 42, 47, 52, 56] },
  { name: 'ssidsize', field: 'IDR1.SSIDSIZE', values: [0, 1, 8, 9, 19, 20, 'auto'], others: [21, 31, 32, 64] },
];
const REFUSED = [
  'HW_QUEUE_ALLOC',
  'HW_QUEUE_ALLOC',
  'VDEVICE_ALLOC',
  'VIOMMU_ALLOC',
  'VEVENTQ_ALLOC',
  'HWPT_ALLOC',
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
  { about: 'SMMU', members: { idr0: without(0, 'ATS') } },
  { about: 'SMMU', members: { idr1: without(1, 'SSIDSIZE') } },
  { about: 'SMMU', members: { idr3: without(3, 'RIL') } },
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
  // All of S1ContextPtr and S1CDMax.
  [0x500f_5000_4020_000bn, 0n],
];

const STAGE_1 = ENTRIES.filter(([word0]) => (word0 & 0xfn) === 0xbn);

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
  cmdqv: 'on' | 'auto' | 'off';
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
    if (draw.chance(35)) {
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
      [4, () => this.#withoutHardware(who)],
      [4, () => this.#sid(who)],
      [6, () => this.#stream(who)],
      [7, () => this.#trapped(who)],
      [3, () => this.#configured(who)],
      [2, () => this.#illegal(who)],
      [3, () => this.#replug(who)],
      [4, () => this.#smmu(who)],
      [3, () => this.#push({ op: 'look', who })],
      [5, () => this.#event(who)],
      [1, () => this.#eventQueue(who)],
      [2, () => this.#push({ op: 'firmware', who })],
      [1, () => this.#push({ op: 'spoil', opcode: draw.pick([0x11, 0x12, 0x46, 0x40]), as: draw.pick(['illegal', 'abort'] as const) })],
      [1, () => this.#push({ op: 'inform', who, ...draw.pick(INFORMATION) })],
      [3, () => this.#push({ op: 'plug', who, device: draw.pick(DEVICES), streamId: draw.pick(STREAMS) })],
      [3, () => this.#push({ op: 'unplug', who, device: draw.pick(DEVICES) })],
      [5, () => this.#refusal(who)],
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
      [16, 'on'],
      [1, 'auto'],
      [3, 'off'],
    ]);
    this.#atSecond = false;
    const twice = this.#host?.second !== undefined && draw.chance(60);
    Object.assign(this.#vms[who], { cmdqv, twice, reported: { 'CMDQ-V': 0, SMMU: 0 } });
    // A machine that is not to have all at once is started without a device, so that more can be done before one is plugged in.
    const isBare = draw.chance(15);
    // On a host that differs in what they are held against they tell more.
    const differs = this.#differing();
    const properties = draw.chance(differs === undefined ? (isBare ? 50 : 20) : 70) ? this.#properties(differs) : undefined;
    const pages = draw.chance(15) ? draw.pick(['64K', '2M', '512M', 'scattered', 'mixed', 'mixed'] as const) : undefined;
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
      if (draw.chance(50)) this.#withoutDevice(who);
      if (draw.chance(50)) this.#push({ op: 'inform', who, ...draw.pick(INFORMATION) });
      const request = draw.pick(REFUSED);
      const after = this.#times(request);
      // The second SMMU's first device beside what the first one holds.
      if (twice) this.#push({ op: 'plug', who, device: FIRST_DEVICE[who], streamId: 0x10 });
      this.#atSecond = twice;
      const device = twice ? 'far0' : FIRST_DEVICE[who];
      if (draw.chance(60)) this.#push({ op: 'refuse', who, request, status: draw.pick(STATUSES), after });
      for (let n = 0; n < (draw.chance(70) ? 1 : 2); n++) this.#push({ op: 'plug', who, device, streamId: 0x10 });
      if (draw.chance(70)) this.#push({ op: 'permit', who, request }, { op: 'plug', who, device, streamId: 0x10 });
      this.#atSecond = false;
    }
    if (properties !== undefined && draw.chance(40)) this.#push({ op: 'firmware', who });
    // Each device has a host's SMMU behind it, which need not be as the first one's is.
    if (properties !== undefined && draw.chance(30)) this.#push({ op: 'inform', who, ...draw.pick(INFORMATION) });
    if (draw.chance(30)) this.#push({ op: 'plug', who, device: draw.pick(DEVICES), streamId: draw.pick(STREAMS) });
    if (draw.chance(25)) this.#eventQueue(who);
    if (draw.chance(70)) this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: 0xd });
    if (draw.chance(6)) this.#push({ op: 'submit', who, command: this.#outOfRange(0x10) });
    if (draw.chance(60)) draw.chance(70) ? this.#stream(who) : this.#configured(who);
  }

  /** The property that is held against what the host has otherwise. */
  #differing(): (typeof PROPERTIES)[number] | undefined {
    const registers = this.#host?.registers ?? {};
    return PROPERTIES.find(({ field }) => registers[field] !== undefined);
  }

  #properties(differs: (typeof PROPERTIES)[number] | undefined): StartProperties {
    const draw = this.#draw;
    const one = (property = draw.pick(PROPERTIES)): StartProperties => ({
      [property.name]: draw.pick(property.others !== undefined && draw.chance(8) ? property.others : property.values),
    });
    if (differs === undefined && draw.chance(20)) {
      const rest = { accel: draw.pick(['on', 'off'] as const), stage: draw.pick(['1', '1', '2', 'nested'] as const) };
      return draw.chance(40) ? { ...one(), ...rest } : rest;
    }
    return { ...one(), ...(draw.chance(60) ? one() : {}), ...(differs === undefined ? {} : one(differs)) };
  }

  /** The event queue of the SMMU itself, which is as small as a few records, or larger than there can be one; and here or there. */
  #eventQueue(who: Who): void {
    const draw = this.#draw;
    const isLarge = draw.chance(8);
    const log2size = isLarge ? draw.pick([19, 20, 31]) : draw.pick([0, 1, 2, 4]);
    // A large one begins where it has to, and goes on where small ones are.
    const base = isLarge ? GUEST_RAM : EVENT_QUEUE + BigInt(draw.below(16 >> log2size) * VEVENT_SMMUV3.bytes * 2 ** log2size);
    const index = isLarge ? Number(EVENT_QUEUE - GUEST_RAM) / VEVENT_SMMUV3.bytes : 0;
    const at = SMMU_REGISTERS;
    // A driver sets its queue up while it is off.
    if (draw.chance(70)) this.#push({ op: 'writeSmmu', who, at: at.CR0, value: 0x9 });
    const halves = [
      () => this.#push({ op: 'writeSmmu', who, at: at.EVENTQ_BASE, value: Number(base) | log2size }),
      () => this.#push({ op: 'writeSmmu', who, at: at.EVENTQ_BASE_H, value: draw.pick(EVENTQ_BASE_H) }),
    ];
    for (const half of draw.chance(40) ? draw.shuffled(halves) : halves.slice(0, 1)) half();
    if (isLarge || draw.chance(30)) this.#push({ op: 'writeSmmu', who, at: at.EVENTQ_PROD, value: index });
    if (isLarge || draw.chance(50)) this.#push({ op: 'writeSmmu', who, at: at.EVENTQ_CONS, value: index });
    this.#push({ op: 'writeSmmu', who, at: at.CR0, value: 0xd });
  }

  #event(who: Who): void {
    const draw = this.#draw;
    const from = draw.chance(50) ? 'CMDQ-V' : 'SMMU';
    const { reported } = this.#vms[who];
    // A guest that hears of nothing for a while finds all of it in the maps.
    const isMasked = from === 'CMDQ-V' && draw.chance(20);
    if (isMasked) this.#write(who, 'VI_INT_MASK_0', 1n);
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
    if (isMasked && draw.chance(70)) this.#write(who, 'VI_INT_MASK_0', 0n);
    if (from === 'SMMU' && draw.chance(50)) this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.EVENTQ_CONS, value: draw.below(4) });
    // What else is done then leaves the error maps alone.
    if (from === 'CMDQ-V' && draw.chance(45))
      draw.pick([
        () => this.#plugAny(who),
        () => this.#plugAny(who),
        () => this.#stream(who),
        () => this.#replug(who),
        () => this.#wild(who),
      ])();
    if (draw.chance(50)) this.#push({ op: 'look', who });
  }

  #shutDown(who: Who): void {
    if (!this.#vms[who].running) return;
    this.#vms[who].running = false;
    this.#forget(who);
    this.#push({ op: 'shutDown', who });
  }

  /** What is pending is gone with a reset, the first time and the next. */
  #reset(who: Who): void {
    const draw = this.#draw;
    for (let n = 0; n < (draw.chance(30) ? 2 : 1); n++) {
      if (draw.chance(40)) this.#push({ op: 'submit', who, command: ILLEGAL });
      if (draw.chance(30)) this.#event(who);
      this.#forget(who);
      this.#push({ op: 'reset', who });
      if (draw.chance(40)) this.#push({ op: 'look', who });
    }
    if (draw.chance(70)) this.#bringUp(who);
  }

  /** Configuration of streams by commands of the guest, one or many at once, of devices and of nobody. */
  #configured(who: Who): void {
    const draw = this.#draw;
    const stream = this.#nearStream();
    const command = draw.weighted<() => string>([
      [3, () => encoded('CFGI_STE_RANGE', { SID: BigInt(stream), Range: BigInt(draw.pick([0, 1, 2, 3, 4, 7, 15, 31])) })],
      [2, () => encoded('CFGI_STE', { SID: BigInt(stream), Leaf: 1n })],
      [1, () => this.#outOfRange(stream)],
      [1, () => encoded('CFGI_CD_ALL', { SID: BigInt(stream) })],
      [2, () => encoded('ATC_INV', { SID: BigInt(stream), Size: 52n })],
    ])();
    this.#push({ op: 'submit', who, command });
  }

  /** Configuration of a StreamID that has more bits than there are; its lower ones are a device's. */
  #outOfRange(stream: number): string {
    return encoded('CFGI_STE', { SID: BigInt(stream) + (1n << BigInt(this.#draw.pick([16, 17, 20, 31]))), Leaf: 1n });
  }

  /** An error of the SMMU's own queue, which is the error of no other SMMU. */
  #illegal(who: Who): void {
    this.#push({ op: 'submit', who, command: ILLEGAL }, { op: 'look', who });
    if (!this.#vms[who].twice) return;
    this.#atSecond = !this.#atSecond;
    this.#push({ op: 'look', who });
  }

  /** Commands on the SMMU's own queue, of a stream that it knows more often than not; what is held of them is handed over at times. */
  #trapped(who: Who): void {
    const draw = this.#draw;
    const stream = draw.pick([0x10, 0x10, 0x11]);
    if (draw.chance(35)) this.#stream(who, stream);
    const streams = draw.chance(60) ? [stream] : STREAMS;
    const isAsked = draw.chance(50);
    for (let n = 0; n < 1 + draw.below(3); n++) this.#push({ op: 'submit', who, command: drawCommand(draw, streams, isAsked) });
    if (draw.chance(40)) this.#push({ op: 'submit', who, command: encoded('CMD_SYNC', {}) });
  }

  /** Its own SMMU is there for a guest that has no device yet, or no more. */
  #withoutDevice(who: Who): void {
    const draw = this.#draw;
    if (draw.chance(30)) this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: draw.pick(CR0) });
    if (draw.chance(30)) this.#stream(who);
    if (draw.chance(40)) this.#eventQueue(who);
    this.#push({ op: 'submit', who, command: drawCommand(draw, STREAMS) }, { op: 'look', who });
  }

  /** A device goes and comes again, or another in its place; entries of streams stay what they are. */
  #replug(who: Who): void {
    const draw = this.#draw;
    // With CMDQ-V the first device stays; where it may go it is the last one at times.
    const mayBeLast = this.#vms[who].cmdqv === 'off' && draw.chance(70);
    if (mayBeLast && draw.chance(50)) this.#push({ op: 'unplug', who, device: 'nic0' });
    const device = !mayBeLast && draw.chance(60) ? 'nic0' : mayBeLast || draw.chance(60) ? FIRST_DEVICE[who] : draw.pick(DEVICES);
    const streamId = device === FIRST_DEVICE[who] ? 0x10 : draw.pick(STREAMS);
    this.#push({ op: 'plug', who, device, streamId });
    if (draw.chance(60)) this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: 0xd });
    if (draw.chance(12)) this.#push({ op: 'submit', who, command: this.#outOfRange(streamId) });
    for (let n = 0; n < 1 + draw.below(2); n++) {
      this.#stream(who, draw.chance(80) ? streamId : draw.pick(STREAMS));
    }
    this.#push({ op: 'unplug', who, device });
    if (mayBeLast && draw.chance(60)) this.#withoutDevice(who);
    if (draw.chance(40)) for (const value of [0xc, 0xd]) this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value });
    if (draw.chance(75)) this.#push({ op: 'plug', who, device: draw.chance(80) ? device : draw.pick(DEVICES), streamId });
  }

  /** The StreamID of a device, or one that is another in a single bit. */
  #nearStream(): number {
    const draw = this.#draw;
    const stream = draw.pick(STREAMS);
    return draw.chance(75) ? stream : stream ^ (1 << (draw.chance(40) ? draw.below(16) : 8 + draw.below(8)));
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
    if (draw.chance(10)) {
      this.#bringUpAtOnce(who);
      return;
    }
    for (const step of draw.shuffled([0, 1])) {
      if (step === 0) this.#write(who, 'CMDQV_CONFIG', draw.chance(90) ? 0x20083n : 0x20403n);
      else this.#write(who, 'VINTF0_CONFIG', draw.chance(90) ? 1n : 0x20003n);
    }
    this.#bringUpQueue(who, 0);
    if (draw.chance(75)) this.#bringUpQueue(who, 1);
    if (draw.chance(30)) this.#push({ op: 'look', who });
  }

  /** All queues, of which some are not ready, before what enables them together. */
  #bringUpAtOnce(who: Who): void {
    const draw = this.#draw;
    const isVintfLast = draw.chance(60);
    const enable = (vintf: boolean) => this.#write(who, vintf ? 'VINTF0_CONFIG' : 'CMDQV_CONFIG', vintf ? 1n : 0x20083n);
    enable(!isVintfLast);
    for (const slot of [0, 1]) {
      if (draw.chance(70)) this.#base(who, slot);
      if (draw.chance(80)) this.#write(who, `CMDQ_ALLOC_MAP_${slot}`, 1n | (BigInt(slot) << 1n));
    }
    enable(isVintfLast);
    for (const slot of [0, 1]) if (draw.chance(85)) this.#write(who, this.#queue(slot, 'CONFIG'), 1n);
  }

  #bringUpQueue(who: Who, slot: number): void {
    const draw = this.#draw;
    // A queue that another system left, or that a guest has brought somewhere.
    if (draw.chance(12)) this.#indices(who, slot, BigInt(draw.below(8)), BigInt(draw.below(8)), 'VCMDQ');
    const steps = [
      () => this.#write(who, `CMDQ_ALLOC_MAP_${slot}`, draw.chance(96) ? 1n | (BigInt(slot) << 1n) : 1n | (BigInt(draw.below(4)) << 1n)),
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

  /** A guest handles queues that have no hw_queue, and asks for them in vain. */
  #withoutHardware(who: Who): void {
    const draw = this.#draw;
    for (const slot of [1, 0]) if (draw.chance(85)) this.#write(who, `CMDQ_ALLOC_MAP_${slot}`, 0n);
    for (const queue of this.#vms[who].queues) queue.base = 0n;
    const one = draw.below(2);
    for (let n = 0; n < 3 + draw.below(6); n++) {
      const slot = draw.chance(75) ? one : 1 - one;
      // Through the VINTF's pages they may not be reached while they are mapped to none (WR-18).
      const name = (register: string) => (draw.chance(97) ? `VCMDQ${slot}_${register}` : `VINTF0_LVCMDQ${slot}_${register}`);
      draw.weighted<() => void>([
        [4, () => this.#write(who, name('CONFIG'), draw.chance(70) ? 1n : 0n)],
        [2, () => this.#write(who, name('GERRORN'), draw.chance(70) ? 4n : BigInt(draw.below(8)))],
        [1, () => this.#write(who, name(draw.pick(['PROD_INDX', 'CONS_INDX'])), BigInt(draw.below(8)))],
        [4, () => this.#refusedBase(who, slot)],
      ])();
      for (const other of [0, 1]) if (draw.chance(50)) this.#readNamed(who, `VCMDQ${other}_${draw.pick(['STATUS', 'STATUS', 'GERROR'])}`);
    }
  }

  /** A queue that lies outside of RAM. */
  #refusedBase(who: Who, slot: number): void {
    const draw = this.#draw;
    this.#write(who, this.#queue(slot, 'BASE'), GUEST_RAM + GUEST_RAM_BYTES + BigInt(draw.below(16)) * 0x1_0000n + 3n);
    this.#write(who, `CMDQ_ALLOC_MAP_${slot}`, 1n | (BigInt(slot) << 1n));
    if (draw.chance(50)) this.#write(who, `CMDQ_ALLOC_MAP_${slot}`, 0n);
  }

  /** What the VINTF's pages show of a queue that is not mapped need not count (WR-18). */
  #indices(who: Who, slot: number, value: bigint, consumed = value, through?: 'VCMDQ'): void {
    const name = (register: string) =>
      through !== undefined && this.#draw.chance(85) ? `VCMDQ${slot}_${register}` : this.#queue(slot, register);
    this.#write(who, name('PROD_INDX'), value);
    this.#write(who, name('CONS_INDX'), consumed);
    this.#vms[who].queues[slot === 0 ? 0 : 1].produced = Number(value);
  }

  #sid(who: Who): void {
    const draw = this.#draw;
    const slot = draw.below(16);
    this.#write(who, `VINTF0_SID_MATCH_${slot}`, (BigInt(draw.pick(STREAMS)) << 1n) | BigInt(draw.below(2)));
    this.#write(who, `VINTF0_SID_REPLACE_${slot}`, BigInt(draw.below(0x3000)));
  }

  #stream(who: Who, streamId = this.#nearStream(), [word0, word1] = this.#draw.pick(ENTRIES)): void {
    this.#push({ op: 'stream', who, streamId, word0: hex(word0), word1: hex(word1) });
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
    this.#push({ op: 'refuse', who, request, status: draw.pick(STATUSES), after: this.#times(request) });
    // Once, or again and again.
    for (let n = 0; n < (draw.chance(60) ? 1 : 2); n++) {
      if (draw.chance(25)) this.#next();
      else this.#asking(who, request);
    }
    this.#push({ op: 'permit', who, request });
    if (draw.chance(50)) this.#asking(who, request);
  }

  /** How often a request is fulfilled before it is refused. In how many parts a VMM maps its RAM, and how often it asks, is its own affair. */
  #times(request: (typeof REFUSED)[number]): number {
    const draw = this.#draw;
    return request === 'IOAS_MAP' || request === 'GET_HW_INFO' || draw.chance(60) ? 0 : draw.below(2);
  }

  /** Something for which a VMM makes a request. */
  #asking(who: Who, request: (typeof REFUSED)[number]): void {
    const draw = this.#draw;
    switch (request) {
      case 'HW_QUEUE_ALLOC': {
        const slot = draw.below(2);
        // Queues without hardware may be enabled, too, be it that they had some.
        if (draw.chance(30)) for (const freed of [1, 0]) this.#write(who, `CMDQ_ALLOC_MAP_${freed}`, 0n);
        if (draw.chance(40)) this.#write(who, draw.chance(60) ? `VCMDQ${1 - slot}_CONFIG` : this.#queue(1 - slot, 'CONFIG'), 1n);
        if (draw.chance(30)) this.#write(who, this.#queue(slot, 'CONFIG'), 0n);
        this.#bringUpQueue(who, slot);
        if (draw.chance(50)) this.#write(who, this.#queue(slot, 'GERRORN'), draw.chance(70) ? 4n : BigInt(draw.below(8)));
        if (draw.chance(50)) for (const value of [0n, 1n]) this.#write(who, this.#queue(slot, 'CONFIG'), value);
        for (const name of ['STATUS', 'GERROR']) this.#readNamed(who, this.#queue(slot, name));
        if (draw.chance(40)) this.#readNamed(who, draw.chance(60) ? `VCMDQ${1 - slot}_STATUS` : this.#queue(1 - slot, 'STATUS'));
        return;
      }
      case 'HWPT_INVALIDATE':
        this.#push({ op: 'submit', who, command: drawCommand(draw, STREAMS) });
        return;
      case 'HWPT_ALLOC':
      case 'VDEVICE_ALLOC':
      case 'VFIO_DEVICE_ATTACH_IOMMUFD_PT':
        if (draw.chance(50)) this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: 0xd });
        if (draw.chance(60)) this.#stream(who, draw.pick([0x10, 0x10, 0x11]), draw.pick(STAGE_1));
        else if (draw.chance(65)) this.#stream(who);
        else this.#plugAny(who);
        // All streams at once, of which one may be refused.
        if (draw.chance(40))
          for (const value of [draw.chance(70) ? 0xc : 0x8, 0xd]) this.#push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value });
        return;
      case 'VFIO_DEVICE_DETACH_IOMMUFD_PT':
        this.#push({ op: 'unplug', who, device: draw.pick(DEVICES) });
        return;
      case 'VEVENTQ_ALLOC':
        if (draw.chance(50)) this.#eventQueue(who);
        else this.#plugAny(who);
        return;
      case 'mmap':
        if (draw.chance(50)) this.#kexec(who);
        else this.#plugAny(who);
        return;
      default:
        this.#plugAny(who);
    }
  }

  #plugAny(who: Who): void {
    const draw = this.#draw;
    this.#push({ op: 'plug', who, device: draw.pick(DEVICES), streamId: draw.pick(STREAMS) });
  }

  /** Any register, more often one that is used. */
  #register(): Register {
    const draw = this.#draw;
    return draw.weighted<() => Register>([
      [3, () => draw.pick(ONCE_REGISTERS)],
      [3, () => draw.pick(NEAR_REGISTERS)],
      [4, () => draw.pick(REGISTERS)],
    ])();
  }

  /** A store of a register with one of its fields as it may be. */
  #field(who: Who): void {
    const draw = this.#draw;
    const register = this.#register();
    const field = register.fields.length === 0 ? undefined : draw.pick(register.fields);
    const size = field === undefined ? 32 : field.high - field.low + 1;
    const bits = draw.bits64() & ((1n << BigInt(size)) - 1n);
    const value = bits << BigInt(field?.low ?? 0);
    this.#push({ op: 'write', who, at: register.offset, width: register.size, value: hex(value) });
  }

  /** An access that no driver makes. */
  #wild(who: Who): void {
    const draw = this.#draw;
    const register = this.#register();
    const width = draw.weighted<(typeof ACCESS_WIDTHS)[number]>([
      [6, 4],
      [3, 8],
      [1, 1],
      [1, 2],
    ]);
    const near = draw.chance(6)
      ? REGION_END + draw.pick([-8, -4, 0, 0, 4, 8])
      : draw.chance(80)
        ? register.offset
        : draw.chance(50)
          ? register.offset + 4
          : draw.chance(20)
            ? 0x50000 + draw.below(0x20) * 4
            : draw.below(0x50000);
    // A misaligned access cannot come from a processor.
    const at = near - (near % width);
    if (draw.chance(25)) this.#push({ op: 'read', who, at, width });
    else {
      this.#push({ op: 'write', who, at, width, value: hex(BigInt.asUintN(8 * width, draw.bits64())) });
      if (draw.chance(30)) this.#push({ op: 'read', who, at, width });
    }
  }

  #read(who: Who): void {
    const register = this.#register();
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

function encoded(name: string, fields: Readonly<Record<string, bigint>>): string {
  return digits(commandBytes(encodeCommand(name, fields)));
}

/** An ID register of the usual host, with a field of it 0. */
function without(register: 0 | 1 | 3 | 5, field: string): number {
  return identification([[`IDR${register}.${field}`, 0n]]).idr[register] ?? 0;
}

function idle(): VmIdea {
  return { running: false, cmdqv: 'on', twice: false, reported: { 'CMDQ-V': 0, SMMU: 0 }, queues: [queueIdea(), queueIdea()] };
}

function queueIdea(): QueueIdea {
  return { base: 0n, log2size: 3, produced: 0 };
}

function registerNamed(name: string): Register {
  const register = GUEST_MAP.named(name);
  if (register === undefined) throw new RangeError(`a guest has no register ${name}`);
  return register;
}
