import { type HardwareOp, type HostOp, hex } from '../../program';
import { USED_REGISTERS, VCMDQS, VINTFS } from '../../stages/hardware-stage';
import type { Draw } from '../draw';

const OFFSETS = new Map(USED_REGISTERS.map(({ name, offset }) => [name, offset]));

/** What the drawing has to know of a vCMDQ. */
interface QueueIdea {
  base: bigint;
  log2size: number;
  produced: number;
  isOn: boolean;
  /** What was put on it may have stopped it. */
  mayHaveStopped: boolean;
}

const UNUSED: QueueIdea = { base: 0n, log2size: 3, produced: 0, isOn: false, mayHaveStopped: false };
/** Its bit is in the first word of every map. */
export const isNear = (n: number) => n < 32;

/** Where the register of this name is. */
export function offsetOf(name: string): number {
  const offset = OFFSETS.get(name);
  if (offset === undefined) throw new RangeError(`programs use no register ${name}`);
  return offset;
}

/** A program for a CMDQ-V block while it is drawn, and what the drawing has to know of the block. */
export class HardwareProgram {
  readonly draw: Draw;
  readonly ops: HardwareOp[] = [];
  readonly queues = new Map(VCMDQS.map((queue): [number, QueueIdea] => [queue, { ...UNUSED }]));
  /** VINTFs and vCMDQs that this program uses most. */
  vintfs: readonly number[] = VINTFS.filter(isNear);
  vcmdqs: readonly number[] = VCMDQS.filter(isNear);
  host: HostOp | undefined;
  /** Logical vCMDQs by their VINTF and number. */
  readonly assigned = new Map<number, readonly [vintf: number, logical: number]>();
  /** Enabled VINTFs, and the streams that they know. */
  readonly enabled = new Set<number>();
  readonly slots = new Map<number, Map<number, number>>();
  readonly hostile: boolean;

  constructor(draw: Draw) {
    this.draw = draw;
    this.hostile = draw.chance(15);
  }

  /** Its SMMU has a level of tables that others have not. */
  get isWide(): boolean {
    return this.host?.registers?.['IDR5.DS'] === 1;
  }

  /** A load of the register of this name. */
  readNamed(name: string): void {
    this.ops.push({ op: 'read', at: offsetOf(name), width: 4 });
  }

  /** A store of the register of this name. */
  write(name: string, value: bigint): void {
    this.ops.push({ op: 'write', at: offsetOf(name), width: 4, value: hex(value) });
  }

  /** A store of a register of a vCMDQ. */
  writeOf(queue: number, name: string, value: bigint, width: 4 | 8 = 4): void {
    this.ops.push({ op: 'write', at: offsetOf(this.nameOf(queue, name)), width, value: hex(value) });
  }

  /** The upper half of a register of 64 bits. */
  writeUpperHalf(queue: number, name: string, value: bigint): void {
    this.ops.push({ op: 'write', at: offsetOf(this.nameOf(queue, name)) + 4, width: 4, value: hex(value) });
  }

  /** A register of a vCMDQ, by itself or by the VINTF that it was given to. */
  nameOf(queue: number, name: string): string {
    const [vintf, logical] = this.assigned.get(queue) ?? [];
    return vintf === undefined || this.draw.chance(50) ? `VCMDQ${queue}_${name}` : `VINTF${vintf}_LVCMDQ${logical}_${name}`;
  }

  /** A vCMDQ that is another one. */
  otherThan(queue: number): number {
    return this.draw.pick(this.vcmdqs.filter((one) => one !== queue));
  }

  /** What is known of a vCMDQ. */
  queueIdea(queue: number): QueueIdea {
    const idea = this.queues.get(queue);
    if (idea === undefined) throw new RangeError(`programs have no vCMDQ ${queue}`);
    return idea;
  }
}
