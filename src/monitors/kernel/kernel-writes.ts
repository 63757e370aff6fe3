import type { Operation } from '../../machine/log';
import type { Register } from '../../tables/registers';
import type { Watch } from '../monitor';
import type { Scene } from '../scene';
import type { PhysicalBlock } from '../views/physical-block';

/** A write of the kernel's own to a register of a physical block. */
export class KernelWrite {
  readonly operation: Operation;
  readonly block: PhysicalBlock;
  readonly register: Register;
  readonly value: bigint;

  constructor(operation: Operation, block: PhysicalBlock, register: Register, value: bigint) {
    this.operation = operation;
    this.block = block;
    this.register = register;
    this.value = value;
  }

  /** What the register held. Looked up when it is asked for: of the many writes of a boot most are about nothing. */
  get before(): bigint {
    return this.block.value(this.register);
  }
}

/** A write to the block of a user's VINTF. */
export class VintfWrite extends KernelWrite {
  readonly vintf: number;

  constructor(operation: Operation, block: PhysicalBlock, register: Register, value: bigint, vintf: number) {
    super(operation, block, register, value);
    this.vintf = vintf;
  }
}

/** Takes what the kernel writes, of the registers that a monitor is told of. */
export function onKernelWrites(scene: Scene, see: (write: KernelWrite) => void): NonNullable<Watch['begins']> {
  return (operation) => {
    if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'write') return;
    const block = scene.block(operation.who);
    const register = scene.registerOf(operation);
    if (block !== undefined && register !== undefined) see(new KernelWrite(operation, block, register, operation.event.value));
  };
}

/** As {@link onKernelWrites}, of the blocks of VINTFs that are not the host's own. */
export function onUserVintfWrites(scene: Scene, see: (write: VintfWrite) => void): NonNullable<Watch['begins']> {
  return (operation) => {
    if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'write') return;
    const register = scene.registerOf(operation);
    // Most are the host's own, or of vCMDQs.
    if (register?.place.kind !== 'vintf' || register.place.vintf === 0) return;
    const block = scene.block(operation.who);
    if (block !== undefined) see(new VintfWrite(operation, block, register, operation.event.value, register.place.vintf));
  };
}

/** The VINTF that a register of a VINTF or a vCMDQ belongs to, by whichever page it is reached; that of the host if it belongs to none. */
export function vintfOf(block: PhysicalBlock, { place }: Register): number {
  if ('vintf' in place) return place.vintf;
  return place.kind === 'direct' ? block.vintfOf(place.slot) : 0;
}
