import { commandBytes, encodeCommand } from '../../tables/commands';
import { digits, type HardwareOp, hex } from '../program';
import { QUEUE_MEMORY, USED_REGISTERS, VCMDQS, VINTFS } from '../stages/hardware-stage';
import { drawCommand } from './commands';
import type { Draw } from './draw';
import { drawHost } from './draw-host';

/** StreamIDs of guests that slots translate, and of the host. */
const STREAMS = [0x10, 0x11, 0x2300] as const;
const OFFSETS = new Map(USED_REGISTERS.map(({ name, offset }) => [name, offset]));

/** Registers that may hold anything: a vCMDQ is given to a VINTF with care. */
const AT_WILL = USED_REGISTERS.filter(({ definition }) => definition.name !== 'CMDQ_ALLOC_MAP');

/** Where queues lie that are as large as they can be. */
const LARGE_QUEUES = 0xa000_0000n;
/** The highest bit of an address. */
const HIGH_MEMORY = 1n << 47n;
const LARGE_STRIDE = 0x80_0000n;
const SYNC = '46000000000000000000000000000000';
/** A command that no SMMU has. */
const ILLEGAL = '07000000000000000000000000000000';
const ATC_INV_OF = (stream: number) => digits(commandBytes(encodeCommand('ATC_INV', { SID: BigInt(stream), Size: 52n })));
const ATC_INV = ATC_INV_OF(STREAMS[0]);

interface QueueIdea {
  base: bigint;
  log2size: number;
  produced: number;
  acknowledged: number;
}

/** Draws what a kernel and the guests of its VINTFs do to a block. */
export class HardwareDraw {
  readonly #draw: Draw;
  readonly #ops: HardwareOp[] = [];
  readonly #queues: readonly QueueIdea[] = Array.from({ length: VCMDQS }, () => ({ base: 0n, log2size: 3, produced: 0, acknowledged: 0 }));
  /** Logical vCMDQs by their VINTF and number. */
  readonly #assigned = new Map<number, readonly [vintf: number, logical: number]>();
  readonly #hostile: boolean;

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#hostile = draw.chance(15);
  }

  ops(most: number): readonly HardwareOp[] {
    const draw = this.#draw;
    if (draw.chance(30)) this.#ops.push(drawHost(draw, 'hardware'));
    if (!this.#hostile || draw.chance(40)) this.#bringUp();
    while (!draw.over && this.#ops.length < most) this.#next();
    this.#ops.push({ op: 'look' });
    return this.#ops;
  }

  #next(): void {
    const draw = this.#draw;
    if (this.#hostile && draw.chance(60)) {
      this.#wild();
      return;
    }
    draw.weighted<() => void>([
      [28, () => this.#commands()],
      [8, () => this.#queue(draw.below(VCMDQS))],
      [6, () => this.#vintf(draw.below(VINTFS))],
      [8, () => this.#stream(draw.below(VINTFS))],
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
      [1, () => this.#eachTimesOut()],
      [1, () => this.#meanwhile()],
      [3, () => this.#retarget()],
      [1, () => this.#write('CMDQV_CONFIG', BigInt(draw.below(2)))],
    ])();
  }

  #bringUp(): void {
    const draw = this.#draw;
    this.#write('CMDQV_CONFIG', 1n);
    for (let vintf = 0; vintf < VINTFS; vintf++) {
      if (vintf > 0 && draw.chance(40)) continue;
      this.#vintf(vintf);
      for (let n = 0; n < 2; n++) if (draw.chance(70)) this.#stream(vintf);
    }
    for (let queue = 0; queue < 2 + draw.below(3); queue++) this.#queue(queue);
  }

  #vintf(vintf: number): void {
    const draw = this.#draw;
    const vmid = BigInt(draw.pick([1, 2, 0x17, 0xffff]));
    const owned = vintf === 0 && draw.chance(50) ? 1n << 17n : 0n;
    const config = draw.chance(85) ? (vmid << 1n) | owned : 0n;
    this.#write(`VINTF${vintf}_CONFIG`, config);
    if (draw.chance(90)) this.#write(`VINTF${vintf}_CONFIG`, config | 1n);
  }

  #stream(vintf: number): void {
    const draw = this.#draw;
    const slot = draw.chance(80) ? draw.below(3) : draw.below(16);
    const on = draw.chance(85) ? 1n : 0n;
    this.#write(`VINTF${vintf}_SID_REPLACE_${slot}`, BigInt(draw.pick([0x2300, 0x2308, 0xf_ffff, 0])));
    this.#write(`VINTF${vintf}_SID_MATCH_${slot}`, (BigInt(draw.pick(STREAMS)) << 1n) | on);
  }

  #queue(queue: number): void {
    const draw = this.#draw;
    const idea = this.#idea(queue);
    const vintf = draw.chance(75) ? Math.min(Math.floor(queue / 2), VINTFS - 1) : draw.below(VINTFS);
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
    const value = idea.base | BigInt(idea.log2size);
    if (draw.chance(75)) this.#way(queue, 'BASE', value, 8);
    else {
      const halves = [() => this.#way(queue, 'BASE', value & 0xffff_ffffn), () => this.#half(queue, 'BASE', value >> 32n)];
      for (const half of draw.shuffled(halves)) half();
    }
    // Nobody fills a queue of this size from its beginning.
    if (isLarge || draw.chance(50)) this.#indices(queue, isLarge || draw.chance(30));
    if (draw.chance(90)) this.#way(queue, 'CONFIG', 1n);
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
    const [queue, other] = [draw.below(VCMDQS), draw.below(VCMDQS)];
    const [vintf] = this.#assigned.get(queue) ?? [0];
    if (draw.chance(60)) this.#translate(vintf, draw.below(3), STREAMS[0], true);
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
      [1, () => this.#way(queue, 'CONFIG', 0n)],
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
    this.#way(queue, 'CONFIG', 0n);
    this.#ops.push({ op: 'submit', commands: SYNC });
    if (this.#draw.chance(40)) this.#indices(queue);
    this.#way(queue, 'CONFIG', 1n);
  }

  /** The CMD_SYNC that tells of a timeout is tried again once that is acknowledged; and so is that of the next one. */
  #toldOnce(): void {
    const draw = this.#draw;
    const queue = draw.below(VCMDQS);
    const idea = this.#idea(queue);
    for (let n = 0; n < 1 + draw.below(3); n++) {
      this.#ops.push({ op: 'timeout', count: 1 });
      this.#timingOut(queue);
      this.#send(queue, [SYNC]);
      idea.acknowledged ^= 1;
      this.#way(queue, 'GERRORN', BigInt(idea.acknowledged));
      for (const name of ['CONS_INDX', 'GERROR']) this.#readNamed(this.#name(queue, name));
    }
    this.#ops.push({ op: 'timeout', count: 0 });
  }

  /** ATC_INVs of two queues time out, and then each of the two asks. */
  #eachTimesOut(): void {
    const draw = this.#draw;
    const queue = draw.below(VCMDQS);
    const pair = [queue, (queue + 1 + draw.below(VCMDQS - 1)) % VCMDQS];
    for (const one of pair) if (draw.chance(70)) this.#anew(one);
    this.#ops.push({ op: 'timeout', count: 2 });
    for (const one of pair) this.#timingOut(one);
    for (const one of draw.shuffled(pair)) {
      this.#send(one, [SYNC]);
      this.#readNamed(this.#name(one, 'CONS_INDX'));
    }
    this.#ops.push({ op: 'timeout', count: 0 });
  }

  /** A queue stops while the interrupt of another one's error is handled. */
  #meanwhile(): void {
    const draw = this.#draw;
    const queue = draw.below(VCMDQS);
    const other = (queue + 1 + draw.below(VCMDQS - 1)) % VCMDQS;
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
    this.#way(queue, 'CONFIG', 0n);
    this.#queue(queue);
    this.#way(queue, 'CONFIG', 1n);
  }

  /** What stopped a queue is replaced, or tried again, and the error acknowledged, as far as one can know of it. */
  #repair(queue: number): void {
    const draw = this.#draw;
    const idea = this.#idea(queue);
    const entries = 2 ** idea.log2size;
    if (draw.chance(50))
      this.#ops.push({ op: 'memory', address: hex(idea.base + 16n * BigInt((idea.produced + entries - 1) % entries)), bytes: SYNC });
    this.#readNamed(this.#name(queue, 'CONS_INDX'));
    idea.acknowledged ^= 1;
    this.#way(queue, 'GERRORN', BigInt(idea.acknowledged));
  }

  /** A stream is used, then its slot is another stream's, and both are used. */
  #retarget(): void {
    const draw = this.#draw;
    const queue = draw.below(VCMDQS);
    const [vintf] = this.#assigned.get(queue) ?? [0];
    const slot = draw.below(3);
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
  }

  #commands(): void {
    const draw = this.#draw;
    const queue = draw.below(VCMDQS);
    const idea = this.#idea(queue);
    if (idea.base === 0n) {
      this.#queue(queue);
      return;
    }
    const count = 1 + draw.below(Math.min(2 ** idea.log2size, 4));
    this.#send(
      queue,
      Array.from({ length: count }, () => drawCommand(draw, STREAMS)),
    );
    if (draw.chance(60)) this.#readNamed(this.#name(queue, draw.pick(['CONS_INDX', 'GERROR', 'STATUS', 'CONFIG'])));
  }

  /** Commands behind those of the queue, and the index that says so. */
  #send(queue: number, commands: readonly string[]): void {
    const idea = this.#idea(queue);
    if (idea.base === 0n) this.#queue(queue);
    const entries = 2 ** idea.log2size;
    for (const bytes of commands) {
      this.#ops.push({ op: 'memory', address: hex(idea.base + 16n * BigInt(idea.produced % entries)), bytes });
      idea.produced = (idea.produced + 1) % (2 * entries);
    }
    this.#way(queue, 'PROD_INDX', BigInt(idea.produced));
  }

  #acknowledge(): void {
    const queue = this.#draw.below(VCMDQS);
    this.#readNamed(this.#name(queue, 'GERROR'));
    this.#way(queue, 'GERRORN', BigInt(this.#draw.below(this.#draw.chance(75) ? 2 : 8)));
    if (this.#draw.chance(40))
      this.#readNamed(this.#draw.pick(['VI_ERR_MAP_0', 'CMDQ_ERR_MAP_0', 'VINTF0_LVCMDQ_ERR_MAP_0', 'VINTF1_LVCMDQ_ERR_MAP_0']));
  }

  #restart(): void {
    const draw = this.#draw;
    const queue = draw.below(VCMDQS);
    if (draw.chance(85)) this.#way(queue, 'CONFIG', 0n);
    if (draw.chance(50)) this.#indices(queue);
    this.#way(queue, 'CONFIG', 1n);
  }

  #unmap(): void {
    const draw = this.#draw;
    const queue = draw.below(VCMDQS);
    if (draw.chance(50)) this.#way(queue, 'CONFIG', 0n);
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
    const { offset } = draw.pick(AT_WILL);
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

  #idea(queue: number): QueueIdea {
    const idea = this.#queues[queue];
    if (idea === undefined) throw new RangeError(`programs have no vCMDQ ${queue}`);
    return idea;
  }
}

function offsetOf(name: string): number {
  const offset = OFFSETS.get(name);
  if (offset === undefined) throw new RangeError(`programs use no register ${name}`);
  return offset;
}
