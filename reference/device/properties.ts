import { StartFailure, type VmDescription } from '../../src/ports';

/** Ends the VMM where properties of an SMMUv3 do not go together; throws a {@link StartFailure} then. */
export function checkProperties({ accel = 'on', cmdqv, stage = '1' }: VmDescription): void {
  // QEMU-02
  if (accel === 'off' && cmdqv === 'on') refuse('cmdqv can only be enabled if accel=on');
  // QEMU-08
  if (accel === 'on' && stage !== '1') refuse('Only stage1 is supported for SMMUv3 with accel=on');
}

function refuse(message: string): never {
  throw new StartFailure(1, `${message}\n`);
}
