import { GUEST_MAP, type Register } from '../../../tables/registers';
import { type DeviceOp, type HostOp, hex, type Who } from '../../program';
import type { Draw } from '../draw';
import { idle, type VmIdea } from './vm-idea';

/** What is done to a machine, and to none of its SMMUs. */
const UNPLACED = ['start', 'shutDown', 'reset', 'memory', 'inform', 'event'] as const;

function registerNamed(name: string): Register {
  const register = GUEST_MAP.named(name);
  if (register === undefined) throw new RangeError(`a guest has no register ${name}`);
  return register;
}

/** A program for a device while it is drawn, and what the drawing has to know of its virtual machines. */
export class DeviceProgram {
  readonly draw: Draw;
  readonly ops: DeviceOp[] = [];
  readonly vms: Readonly<Record<Who, VmIdea>> = { A: idle(), B: idle() };
  /** Nothing but what no driver would do. */
  readonly hostile: boolean;
  host: HostOp | undefined;
  /** What comes is done at the second SMMU. */
  atSecond = false;

  constructor(draw: Draw) {
    this.draw = draw;
    this.hostile = draw.chance(15);
  }

  /** Adds operations, at the SMMU that is meant. */
  push(...ops: readonly DeviceOp[]): void {
    for (const op of ops) {
      const isPlaced = 'who' in op && op.op !== 'refuse' && op.op !== 'permit' && !UNPLACED.some((name) => name === op.op);
      this.ops.push(this.atSecond && isPlaced ? { ...op, smmu: 1 } : op);
    }
  }

  /** A load of the register of this name. */
  readNamed(who: Who, name: string): void {
    const { offset, size } = registerNamed(name);
    this.push({ op: 'read', who, at: offset, width: size });
  }

  /** A store of the register of this name. */
  write(who: Who, name: string, value: bigint): void {
    const { offset, size } = registerNamed(name);
    this.push({ op: 'write', who, at: offset, width: size, value: hex(value) });
  }

  /** A register of a queue by either way to it; the VINTF's is what a driver takes. */
  queueRegister(slot: number, name: string): string {
    return this.draw.chance(85) ? `VINTF0_LVCMDQ${slot}_${name}` : `VCMDQ${slot}_${name}`;
  }

  /** What a machine had in its queues is gone. */
  forget(who: Who): void {
    for (const queue of this.vms[who].queues) Object.assign(queue, { base: 0n, produced: 0 });
  }
}
