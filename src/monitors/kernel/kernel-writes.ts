import type { Operation } from '../../machine/log';
import type { Register } from '../../tables/registers';
import type { Watch } from '../monitor';
import type { Scene } from '../scene';
import type { PhysicalBlock } from '../views/physical-block';

/** A write of the kernel's own to a register of a physical block. */
export interface KernelWrite {
  readonly operation: Operation;
  readonly block: PhysicalBlock;
  readonly register: Register;
  /** What the register held. */
  readonly before: bigint;
  readonly value: bigint;
}

/** A write to the block of a user's VINTF. */
export interface VintfWrite extends KernelWrite {
  readonly vintf: number;
}

/** Takes what the kernel writes, of the registers that a monitor is told of. */
export function onKernelWrites(scene: Scene, see: (write: KernelWrite) => void): NonNullable<Watch['begins']> {
  return (operation) => {
    if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'write') return;
    const block = scene.block(operation.who);
    const register = scene.registerOf(operation);
    if (block === undefined || register === undefined) return;
    see({ operation, block, register, before: block.value(register), value: operation.event.value });
  };
}

/** As {@link onKernelWrites}, of the blocks of VINTFs that are not the host's own. */
export function onUserVintfWrites(scene: Scene, see: (write: VintfWrite) => void): NonNullable<Watch['begins']> {
  const take = onKernelWrites(scene, (write) => {
    const { place } = write.register;
    if (place.kind === 'vintf') see({ ...write, vintf: place.vintf });
  });
  return (operation) => {
    // Most are the host's own, or of vCMDQs.
    const place = scene.registerOf(operation)?.place;
    if (place?.kind === 'vintf' && place.vintf > 0) take(operation);
  };
}
