import { TEGRA241 } from '../../machine';
import { commandBytes, encodeCommand } from '../../tables/commands';
import { digits, type HardwareOp, type HostOp, hex } from '../program';
import { QUEUE_MEMORY, USED_REGISTERS, VCMDQS, VINTFS } from '../stages/hardware-stage';
import { drawCommand, drawRange } from './commands';
import type { Draw } from './draw';
import { drawHost } from './draw-host';

/** Streams of a VINTF that can be translated. */
const SLOTS = 2 ** TEGRA241.sidsLog2;
/** StreamIDs of guests that slots translate, and of the host. */
const STREAMS = [0x10, 0x11, 0x2300] as const;
const OFFSETS = new Map(USED_REGISTERS.map(({ name, offset }) => [name, offset]));

/** Registers that may hold anything: a vCMDQ is given to a VINTF with care. */
const AT_WILL = USED_REGISTERS.filter(({ definition }) => definition.name !== 'CMDQ_ALLOC_MAP');
const OF_THE_BLOCK = AT_WILL.filter(({ place }) => place.kind === 'global');

/** Where queues lie that are as large as they can be. */
const LARGE_QUEUES = 0xa000_0000n;
/** The highest bit of an address. */
const HIGH_MEMORY = 1n << 47n;
const LARGE_STRIDE = 0x80_0000n;
const SYNC = '46000000000000000000000000000000';
/** Its bit is in the first word of every map. */
const isNear = (n: number) => n < 32;
/** A command that no SMMU has. */
const ILLEGAL = '07000000000000000000000000000000';
const ATC_INV_OF = (stream: number) => digits(commandBytes(encodeCommand('ATC_INV', { SID: BigInt(stream), Size: 52n })));
const ATC_INV = ATC_INV_OF(STREAMS[0]);

interface QueueIdea {
  base: bigint;
  log2size: number;
  produced: number;
  isOn: boolean;
  /** What was put on it may have stopped it. */
  mayHaveStopped: boolean;
}

const UNUSED: QueueIdea = { base: 0n, log2size: 3, produced: 0, isOn: false, mayHaveStopped: false };

/** Draws what a kernel and the guests of its VINTFs do to a block. */
export class HardwareDraw {
  readonly #draw: Draw;
  readonly #ops: HardwareOp[] = [];
  readonly #queues = new Map(VCMDQS.map((queue): [number, QueueIdea] => [queue, { ...UNUSED }]));
  /** VINTFs and vCMDQs that this program uses most. */
  #vintfs: readonly number[] = VINTFS.filter(isNear);
  #vcmdqs: readonly number[] = VCMDQS.filter(isNear);
  #host: HostOp | undefined;
  /** Logical vCMDQs by their VINTF and number. */
  readonly #assigned = new Map<number, readonly [vintf: number, logical: number]>();
  /** Enabled VINTFs, and the streams that they know. */
  readonly #enabled = new Set<number>();
  readonly #slots = new Map<number, Map<number, number>>();
  readonly #hostile: boolean;

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#hostile = draw.chance(15);
  }

  ops(most: number): readonly HardwareOp[] {
    const draw = this.#draw;
    if (draw.chance(30)) {
      this.#host = drawHost(draw, 'hardware');
      this.#ops.push(this.#host);
    }
    if (this.#host?.cmdqv === undefined && draw.chance(25)) [this.#vintfs, this.#vcmdqs] = [VINTFS, VCMDQS];
    if (!this.#hostile || draw.chance(40)) this.#bringUp();
    while (!draw.over && this.#ops.length < most) this.#next();
    this.#ops.push({ op: 'look' });
    return this.#ops;
  }

  /** Its SMMU has a level of tables that others have not. */
  get #isWide(): boolean {
    return this.#host?.registers?.['IDR5.DS'] === 1;
  }

  #next(): void {
    const draw = this.#draw;
    if (this.#hostile && draw.chance(60)) {
      this.#wild();
      return;
    }
    draw.weighted<() => void>([
      [28, () => this.#commands()],
      [8, () => this.#queue(draw.pick(this.#vcmdqs))],
      [6, () => this.#vintf(draw.pick(this.#vintfs))],
      [8, () => this.#stream(draw.pick(this.#vintfs))],
      [9, () => this.#acknowledge()],
      [8, () => this.#restart()],
      [5, () => this.#unmap()],
      [10, () => this.#field()],
      [6, () => this.#wild()],
      [6, () => this.#read()],
      [
        4,
        () =>
          this.#ops.push({ op: 'submit', commands: Array.from({ length: 1 + draw.below(4) }, () => drawCommand(draw, STREAMS)).join('') }),
      ],
      [4, () => this.#ops.push({ op: 'look' })],
      [1, () => this.#ops.push({ op: 'spoil', opcode: draw.pick([0x11, 0x12, 0x46, 0x40]), as: draw.pick(['illegal', 'abort'] as const) })],
      [1, () => this.#ops.push({ op: 'timeout', count: draw.below(3) })],
      [4, () => this.#timeouts()],
      [3, () => this.#toldOnce()],
      [1, () => this.#toldToHost()],
      [1, () => this.#eachTimesOut()],
      [1, () => this.#meanwhile()],
      [3, () => this.#retarget()],
      [2, () => this.#mask()],
      [1, () => this.#write('CMDQV_CONFIG', BigInt(draw.below(2)))],
    ])();
  }

  #bringUp(): void {
    const draw = this.#draw;
    this.#write('CMDQV_CONFIG', 1n);
    for (const vintf of this.#vintfs) {
      if (vintf > 0 && draw.chance(40)) continue;
      this.#vintf(vintf);
      for (let n = 0; n < 2; n++) if (draw.chance(70)) this.#stream(vintf);
    }
    const count = 2 + draw.below(3);
    for (const queue of this.#vcmdqs) if (queue < count || (!isNear(queue) && draw.chance(70))) this.#queue(queue);
    if (draw.chance(30)) this.#firstError();
  }

  /** A queue stops before anything was acknowledged: what shows of an error then is left open by nothing. */
  #firstError(): void {
    const draw = this.#draw;
    const queue = draw.pick(this.#vcmdqs);
    if (!this.#assigned.has(queue)) this.#queue(queue);
    this.#switch(queue, true);
    if (draw.chance(40)) this.#ops.push({ op: 'look' });
    this.#send(queue, [ILLEGAL]);
    this.#ops.push({ op: 'look' });
  }

  /** Whose errors give no interrupt. */
  #mask(): void {
    const draw = this.#draw;
    const word = draw.chance(75) ? 0 : 1;
    const bits = draw.weighted<bigint>([
      [3, 0n],
      [4, 1n << BigInt(draw.pick(this.#vintfs) % 32)],
      [1, 0xffff_ffffn],
    ]);
    this.#write(`VI_INT_MASK_${word}`, bits);
    const queue = draw.pick(this.#vcmdqs);
    if (draw.chance(60)) this.#anew(queue);
    this.#send(queue, [ILLEGAL]);
    if (draw.chance(60)) this.#repair(queue);
  }

  #vintf(vintf: number): void {
    const draw = this.#draw;
    const vmid = BigInt(draw.pick([1, 2, 0x17, 0xffff]));
    const owned = vintf === 0 && draw.chance(50) ? 1n << 17n : 0n;
    const config = draw.chance(85) ? (vmid << 1n) | owned : 0n;
    this.#write(`VINTF${vintf}_CONFIG`, config);
    this.#enabled.delete(vintf);
    if (draw.chance(10)) return;
    this.#write(`VINTF${vintf}_CONFIG`, config | 1n);
    this.#enabled.add(vintf);
  }

  #stream(vintf: number): void {
    const draw = this.#draw;
    const slot = draw.weighted([
      [15, draw.below(3)],
      [3, draw.below(SLOTS)],
      [2, SLOTS - 1],
    ]);
    this.#translate(vintf, slot, draw.pick(STREAMS), draw.chance(85));
  }

  #queue(queue: number): void {
    const draw = this.#draw;
    const idea = this.#idea(queue);
    const vintf = draw.chance(75) ? Math.floor(queue / 2) : draw.pick(this.#vintfs);
    const logical = draw.chance(80) ? queue % 2 : draw.below(3);
    // Which of two that are the same logical vCMDQ is meant nobody says.
    for (const [other, [of, as]] of this.#assigned)
      if (other !== queue && of === vintf && as === Math.min(logical, 1)) this.#write(`CMDQ_ALLOC_MAP_${other}`, 0n);
    this.#assigned.set(queue, [vintf, Math.min(logical, 1)]);
    this.#write(`CMDQ_ALLOC_MAP_${queue}`, (BigInt(vintf) << 15n) | (BigInt(logical) << 1n) | (draw.chance(95) ? 1n : 0n));
    idea.log2size = draw.pick([3, 3, 4, 8, 1, 0, 3, 18, 19]);
    const isLarge = idea.log2size > 12;
    idea.base = isLarge
      ? LARGE_QUEUES + BigInt(queue) * LARGE_STRIDE
      : (draw.chance(95) ? 0n : HIGH_MEMORY) + QUEUE_MEMORY + BigInt(queue) * 0x1_0000n + (draw.chance(90) ? 0n : 0x20n);
    idea.produced = 0;
    idea.isOn = false;
    const value = idea.base | BigInt(idea.log2size);
    if (draw.chance(75)) this.#way(queue, 'BASE', value, 8);
    else {
      const halves = [() => this.#way(queue, 'BASE', value & 0xffff_ffffn), () => this.#half(queue, 'BASE', value >> 32n)];
      for (const half of draw.shuffled(halves)) half();
    }
    // Nobody fills a queue of this size from its beginning.
    if (isLarge || draw.chance(50)) this.#indices(queue, isLarge || draw.chance(30));
    if (draw.chance(90)) this.#switch(queue, true);
  }

  #switch(queue: number, isOn: boolean): void {
    this.#idea(queue).isOn = isOn;
    this.#way(queue, 'CONFIG', isOn ? 1n : 0n);
  }

  #indices(queue: number, atBound = false): void {
    const idea = this.#idea(queue);
    const entries = 2 ** idea.log2size;
    // Before the end of the queue, behind it, and before the end of the second round.
    const index = atBound ? this.#draw.pick([entries - 1, entries, 2 * entries - 1, Math.floor(entries / 2), entries / 2 - 1]) : 0;
    idea.produced = Math.max(0, Math.floor(index));
    this.#way(queue, 'PROD_INDX', BigInt(idea.produced));
    this.#way(queue, 'CONS_INDX', BigInt(idea.produced));
  }

  /** ATC_INVs that time out: whoever sends the next CMD_SYNC is told, once, and nobody else. */
  #timeouts(): void {
    const draw = this.#draw;
    const [queue, other] = [draw.pick(this.#vcmdqs), draw.pick(this.#vcmdqs)];
    const [vintf] = this.#assigned.get(queue) ?? [0];
    if (draw.chance(60)) this.#translate(vintf, draw.below(3), STREAMS[0], true);
    if (draw.chance(60)) this.#serve(queue);
    this.#ops.push({ op: 'timeout', count: 1 + draw.below(3) });
    const sync = () => (draw.chance(80) ? SYNC : drawCommand(draw, STREAMS));
    for (let n = 0; n < 1 + draw.below(3); n++)
      if (draw.chance(70)) this.#send(queue, [ATC_INV]);
      else this.#ops.push({ op: 'submit', commands: ATC_INV });
    draw.weighted<() => void>([
      [3, () => undefined],
      [2, () => this.#send(queue, [ILLEGAL])],
      [2, () => this.#ops.push({ op: 'submit', commands: ILLEGAL })],
      [2, () => this.#send(other, [sync()])],
      [3, () => this.#timingOut(other)],
      [2, () => this.#handedOn(queue)],
      [1, () => this.#restart()],
      [1, () => this.#switch(queue, false)],
    ])();
    if (draw.chance(40)) this.#repair(queue);
    for (let n = 0; n < 1 + draw.below(3); n++) {
      if (draw.chance(65)) this.#send(queue, [sync()]);
      else this.#ops.push({ op: 'submit', commands: sync() });
      if (draw.chance(60)) this.#repair(queue);
    }
    if (draw.chance(60)) this.#ops.push({ op: 'timeout', count: 0 });
  }

  /** An ATC_INV of a stream that the VINTF of a queue knows. */
  #timingOut(queue: number): void {
    const [vintf] = this.#assigned.get(queue) ?? [0];
    this.#translate(vintf, this.#draw.below(3), STREAMS[0], true);
    this.#send(queue, [ATC_INV]);
  }

  /** A queue goes to another owner, and between the two the host does what it does. */
  #handedOn(queue: number): void {
    this.#switch(queue, false);
    this.#ops.push({ op: 'submit', commands: SYNC });
    if (this.#draw.chance(40)) this.#indices(queue);
    this.#switch(queue, true);
  }

  /** The CMD_SYNC that tells of a timeout is tried again once that is acknowledged; and so is that of the next one. */
  #toldOnce(): void {
    const draw = this.#draw;
    const queue = draw.pick(this.#vcmdqs);
    if (draw.chance(60)) this.#anew(queue);
    for (let n = 0; n < 1 + draw.below(3); n++) {
      this.#ops.push({ op: 'timeout', count: 1 });
      this.#timingOut(queue);
      if (draw.chance(50)) this.#between(queue);
      this.#send(queue, [SYNC]);
      this.#ops.push({ op: 'acknowledge', vcmdq: queue });
      for (const name of ['CONS_INDX', 'GERROR']) this.#readNamed(this.#name(queue, name));
    }
    this.#ops.push({ op: 'timeout', count: 0 });
  }

  /** What takes nothing of a timeout that has not been told yet. */
  #between(queue: number): void {
    const draw = this.#draw;
    draw.pick([
      () => this.#send(queue, [drawCommand(draw, STREAMS)]),
      () => this.#ops.push({ op: 'submit', commands: draw.pick([ILLEGAL, SYNC]) }),
      () => {
        const idea = this.#idea(queue);
        const entries = 2 ** idea.log2size;
        const at = hex(idea.base + 16n * BigInt(idea.produced % entries));
        this.#send(queue, [ILLEGAL]);
        this.#ops.push({ op: 'memory', address: at, bytes: draw.chance(50) ? SYNC : ATC_INV }, { op: 'acknowledge', vcmdq: queue });
      },
      () => {
        this.#switch(queue, false);
        this.#switch(queue, true);
      },
    ])();
  }

  /** So it is on the SMMU's own queue. */
  #toldToHost(): void {
    const draw = this.#draw;
    const some = () => draw.pick([SYNC, ATC_INV, ILLEGAL, drawCommand(draw, STREAMS)]);
    this.#ops.push({ op: 'timeout', count: 1 }, { op: 'submit', commands: ATC_INV });
    for (let n = 0; n < draw.below(3); n++) this.#ops.push({ op: 'submit', commands: some() + (draw.chance(30) ? SYNC : '') });
    this.#ops.push({ op: 'submit', commands: SYNC }, { op: 'timeout', count: 0 });
  }

  /** ATC_INVs of two queues time out, and then each of the two asks. */
  #eachTimesOut(): void {
    const draw = this.#draw;
    const queue = draw.pick(this.#vcmdqs);
    const pair = [queue, this.#otherThan(queue)];
    for (const one of pair) if (draw.chance(70)) this.#anew(one);
    this.#ops.push({ op: 'timeout', count: 2 });
    for (const one of pair) this.#timingOut(one);
    // Neither of two that go to other owners at once takes it along.
    if (draw.chance(35)) {
      for (const one of pair) this.#switch(one, false);
      this.#ops.push({ op: 'submit', commands: SYNC });
      for (const one of pair) this.#switch(one, true);
    }
    for (const one of draw.shuffled(pair)) {
      this.#send(one, [SYNC]);
      this.#readNamed(this.#name(one, 'CONS_INDX'));
    }
    this.#ops.push({ op: 'timeout', count: 0 });
  }

  /** A queue stops while the interrupt of another one's error is handled. */
  #meanwhile(): void {
    const draw = this.#draw;
    const queue = draw.pick(this.#vcmdqs);
    const other = this.#otherThan(queue);
    for (const one of [queue, other]) if (draw.chance(70)) this.#anew(one);
    const idea = this.#idea(other);
    if (idea.base === 0n || this.#idea(queue).base === 0n) return;
    const entries = 2 ** idea.log2size;
    this.#ops.push({ op: 'memory', address: hex(idea.base + 16n * BigInt(idea.produced % entries)), bytes: ILLEGAL });
    idea.produced = (idea.produced + 1) % (2 * entries);
    const at = offsetOf(this.#name(other, 'PROD_INDX'));
    this.#send(queue, [ILLEGAL]);
    // The last operation is the one that lets the queue run.
    this.#ops.splice(-1, 0, { op: 'whileHandled', at, width: 4, value: hex(idea.produced) });
  }

  /** A queue that has no error, and that is on, as far as one can know of it. */
  #anew(queue: number): void {
    this.#switch(queue, false);
    this.#ops.push({ op: 'acknowledge', vcmdq: queue });
    this.#queue(queue);
    const [vintf] = this.#assigned.get(queue) ?? [0];
    if (!this.#enabled.has(vintf)) this.#vintf(vintf);
    this.#switch(queue, true);
    this.#idea(queue).mayHaveStopped = false;
  }

  /** What stopped a queue is replaced, or tried again, and the error acknowledged, as far as one can know of it. */
  #repair(queue: number): void {
    const draw = this.#draw;
    const idea = this.#idea(queue);
    const entries = 2 ** idea.log2size;
    if (draw.chance(50))
      this.#ops.push({ op: 'memory', address: hex(idea.base + 16n * BigInt((idea.produced + entries - 1) % entries)), bytes: SYNC });
    this.#readNamed(this.#name(queue, 'CONS_INDX'));
    this.#ops.push({ op: 'acknowledge', vcmdq: queue });
  }

  /** A stream is used, then its slot is another stream's, and both are used. */
  #retarget(): void {
    const draw = this.#draw;
    const queue = draw.pick(this.#vcmdqs);
    const [vintf] = this.#assigned.get(queue) ?? [0];
    if (draw.chance(60)) this.#serve(queue);
    const slot = draw.chance(85) ? draw.below(3) : SLOTS - 1;
    const stream = draw.pick(STREAMS);
    this.#translate(vintf, slot, stream, true);
    const named = () => drawCommand(draw, [stream]);
    this.#send(queue, [draw.chance(70) ? ATC_INV_OF(stream) : named()]);
    if (draw.chance(75)) this.#translate(vintf, slot, draw.chance(70) ? stream : draw.pick(STREAMS), draw.chance(80));
    else this.#translate(vintf, draw.below(3), stream, true);
    this.#send(queue, [draw.chance(70) ? ATC_INV_OF(stream) : named()]);
  }

  #translate(vintf: number, slot: number, stream: number, isOn: boolean): void {
    this.#write(`VINTF${vintf}_SID_REPLACE_${slot}`, BigInt(this.#draw.pick([0x2300, 0x2308, 0xf_ffff, 0])));
    this.#write(`VINTF${vintf}_SID_MATCH_${slot}`, (BigInt(stream) << 1n) | (isOn ? 1n : 0n));
    const slots = this.#slots.get(vintf) ?? new Map<number, number>();
    this.#slots.set(vintf, slots);
    if (isOn) slots.set(slot, stream);
    else slots.delete(slot);
  }

  #commands(): void {
    const draw = this.#draw;
    const queue = draw.pick(this.#vcmdqs);
    const idea = this.#idea(queue);
    if (idea.base === 0n) {
      this.#queue(queue);
      return;
    }
    if (draw.chance(70)) this.#serve(queue);
    const count = 1 + draw.below(Math.min(2 ** idea.log2size, 4));
    const isTame = draw.chance(60);
    this.#send(
      queue,
      Array.from({ length: count }, () => (isTame ? this.#tame(queue) : this.#any())),
      isTame,
    );
    if (draw.chance(60)) this.#readNamed(this.#name(queue, draw.pick(['CONS_INDX', 'GERROR', 'STATUS', 'CONFIG'])));
  }

  /** Lets a queue run, as far as one can know of it. */
  #serve(queue: number): void {
    const idea = this.#idea(queue);
    const [vintf] = this.#assigned.get(queue) ?? [0];
    if (!this.#enabled.has(vintf)) this.#vintf(vintf);
    if (idea.mayHaveStopped) {
      // What stopped it is left behind.
      if (idea.isOn) this.#switch(queue, false);
      this.#ops.push({ op: 'acknowledge', vcmdq: queue });
      this.#indices(queue);
      idea.mayHaveStopped = false;
    }
    if (!idea.isOn) this.#switch(queue, true);
  }

  /** A command that a guest may have executed. */
  #tame(queue: number): string {
    const draw = this.#draw;
    const [vintf] = this.#assigned.get(queue) ?? [0];
    const streams = [...(this.#slots.get(vintf)?.values() ?? [])];
    const named = (name: string, fields: Readonly<Record<string, bigint>>) => digits(commandBytes(encodeCommand(name, fields)));
    if (streams.length > 0 && draw.chance(50)) {
      const SID = BigInt(draw.pick(streams));
      return draw.chance(60)
        ? named('ATC_INV', { SID, Size: BigInt(draw.below(53)) })
        : named(draw.pick(['CFGI_CD', 'CFGI_CD_ALL']), { SID });
    }
    return draw.chance(40) ? SYNC : named(draw.pick(['TLBI_NH_ASID', 'TLBI_NH_VA']), { ASID: BigInt(draw.below(0x1_0000)) });
  }

  #any(): string {
    const draw = this.#draw;
    if (draw.chance(4)) return digits(commandBytes(encodeCommand('CMD_SYNC', { CS: BigInt(1 + draw.below(3)) })));
    return draw.chance(this.#isWide ? 60 : 2) ? drawRange(draw) : drawCommand(draw, STREAMS);
  }

  /** Commands behind those of the queue, and the index that says so. */
  #send(queue: number, commands: readonly string[], isTame = false): void {
    const idea = this.#idea(queue);
    if (!isTame) idea.mayHaveStopped = true;
    if (idea.base === 0n) this.#queue(queue);
    const entries = 2 ** idea.log2size;
    for (const bytes of commands) {
      this.#ops.push({ op: 'memory', address: hex(idea.base + 16n * BigInt(idea.produced % entries)), bytes });
      idea.produced = (idea.produced + 1) % (2 * entries);
    }
    this.#way(queue, 'PROD_INDX', BigInt(idea.produced));
  }

  #acknowledge(): void {
    const queue = this.#draw.pick(this.#vcmdqs);
    this.#readNamed(this.#name(queue, 'GERROR'));
    this.#way(queue, 'GERRORN', BigInt(this.#draw.below(this.#draw.chance(75) ? 2 : 8)));
    if (this.#draw.chance(40))
      this.#readNamed(this.#draw.pick(['VI_ERR_MAP_0', 'CMDQ_ERR_MAP_0', 'VINTF0_LVCMDQ_ERR_MAP_0', 'VINTF1_LVCMDQ_ERR_MAP_0']));
  }

  #restart(): void {
    const draw = this.#draw;
    const queue = draw.pick(this.#vcmdqs);
    if (draw.chance(85)) this.#switch(queue, false);
    if (draw.chance(50)) this.#indices(queue);
    this.#switch(queue, true);
  }

  #unmap(): void {
    const draw = this.#draw;
    const queue = draw.pick(this.#vcmdqs);
    if (draw.chance(50)) this.#switch(queue, false);
    this.#write(`CMDQ_ALLOC_MAP_${queue}`, 0n);
    if (draw.chance(60)) this.#queue(queue);
  }

  #field(): void {
    const draw = this.#draw;
    const register = draw.pick(AT_WILL);
    const field = register.fields.length === 0 ? undefined : draw.pick(register.fields);
    const size = field === undefined ? 32 : field.high - field.low + 1;
    const bits = draw.bits64() & ((1n << BigInt(size)) - 1n);
    this.#ops.push({ op: 'write', at: register.offset, width: register.size, value: hex(bits << BigInt(field?.low ?? 0)) });
  }

  #wild(): void {
    const draw = this.#draw;
    const { offset } = draw.pick(draw.chance(25) ? OF_THE_BLOCK : AT_WILL);
    const width = draw.chance(75) ? 4 : 8;
    const at = offset - (offset % width);
    if (draw.chance(25)) this.#ops.push({ op: 'read', at, width });
    else this.#ops.push({ op: 'write', at, width, value: hex(BigInt.asUintN(8 * width, draw.bits64())) });
  }

  #read(): void {
    const { offset, size } = this.#draw.pick(USED_REGISTERS);
    this.#ops.push({ op: 'read', at: offset, width: size });
  }

  #readNamed(name: string): void {
    this.#ops.push({ op: 'read', at: offsetOf(name), width: 4 });
  }

  #write(name: string, value: bigint): void {
    this.#ops.push({ op: 'write', at: offsetOf(name), width: 4, value: hex(value) });
  }

  #way(queue: number, name: string, value: bigint, width: 4 | 8 = 4): void {
    this.#ops.push({ op: 'write', at: offsetOf(this.#name(queue, name)), width, value: hex(value) });
  }

  /** The upper half of a register of 64 bits. */
  #half(queue: number, name: string, value: bigint): void {
    this.#ops.push({ op: 'write', at: offsetOf(this.#name(queue, name)) + 4, width: 4, value: hex(value) });
  }

  /** A register of a vCMDQ, by itself or by the VINTF that it was given to. */
  #name(queue: number, name: string): string {
    const [vintf, logical] = this.#assigned.get(queue) ?? [];
    return vintf === undefined || this.#draw.chance(50) ? `VCMDQ${queue}_${name}` : `VINTF${vintf}_LVCMDQ${logical}_${name}`;
  }

  #otherThan(queue: number): number {
    return this.#draw.pick(this.#vcmdqs.filter((one) => one !== queue));
  }

  #idea(queue: number): QueueIdea {
    const idea = this.#queues.get(queue);
    if (idea === undefined) throw new RangeError(`programs have no vCMDQ ${queue}`);
    return idea;
  }
}

function offsetOf(name: string): number {
  const offset = OFFSETS.get(name);
  if (offset === undefined) throw new RangeError(`programs use no register ${name}`);
  return offset;
}
