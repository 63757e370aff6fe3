import { type HardwareOp, hex } from '../program';
import { QUEUE_MEMORY, USED_REGISTERS, VCMDQS, VINTFS } from '../stages/hardware-stage';
import { drawCommand } from './commands';
import type { Draw } from './draw';
import { drawHost } from './draw-host';

/** StreamIDs of guests that slots translate, and of the host. */
const STREAMS = [0x10, 0x11, 0x2300] as const;
const OFFSETS = new Map(USED_REGISTERS.map(({ name, offset }) => [name, offset]));

/** Registers that may hold anything: a vCMDQ is given to a VINTF with care. */
const AT_WILL = USED_REGISTERS.filter(({ definition }) => definition.name !== 'CMDQ_ALLOC_MAP');

interface QueueIdea {
  base: bigint;
  log2size: number;
  produced: number;
}

/** Draws what a kernel and the guests of its VINTFs do to a block. */
export class HardwareDraw {
  readonly #draw: Draw;
  readonly #ops: HardwareOp[] = [];
  readonly #queues: readonly QueueIdea[] = Array.from({ length: VCMDQS }, () => ({ base: 0n, log2size: 3, produced: 0 }));
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
    idea.log2size = draw.pick([3, 3, 4, 8, 1, 0]);
    idea.base = QUEUE_MEMORY + BigInt(queue) * 0x1_0000n + (draw.chance(90) ? 0n : 0x20n);
    idea.produced = 0;
    this.#way(queue, 'BASE', idea.base | BigInt(idea.log2size), 8);
    if (draw.chance(50)) this.#indices(queue);
    if (draw.chance(90)) this.#way(queue, 'CONFIG', 1n);
  }

  #indices(queue: number): void {
    this.#way(queue, 'PROD_INDX', 0n);
    this.#way(queue, 'CONS_INDX', 0n);
    this.#idea(queue).produced = 0;
  }

  #commands(): void {
    const draw = this.#draw;
    const queue = draw.below(VCMDQS);
    const idea = this.#idea(queue);
    if (idea.base === 0n) {
      this.#queue(queue);
      return;
    }
    const entries = 2 ** idea.log2size;
    const count = 1 + draw.below(Math.min(entries, 4));
    for (let n = 0; n < count; n++) {
      this.#ops.push({ op: 'memory', address: hex(idea.base + 16n * BigInt(idea.produced % entries)), bytes: drawCommand(draw, STREAMS) });
      idea.produced = (idea.produced + 1) % (2 * entries);
    }
    this.#way(queue, 'PROD_INDX', BigInt(idea.produced));
    if (draw.chance(60)) this.#readNamed(this.#name(queue, draw.pick(['CONS_INDX', 'GERROR', 'STATUS', 'CONFIG'])));
  }

  #acknowledge(): void {
    const queue = this.#draw.below(VCMDQS);
    this.#readNamed(this.#name(queue, 'GERROR'));
    this.#way(queue, 'GERRORN', BigInt(this.#draw.below(8)));
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
