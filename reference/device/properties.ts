import { StartFailure, type VmDescription } from '../../src/ports';
import { OAS_CODES, OUTPUT_BITS } from './identification';

const MOST_SSID_BITS = 20;

/** Ends the VMM where properties of an SMMUv3 do not go together; throws a {@link StartFailure} then. */
export function checkProperties({ accel = 'on', ats, cmdqv, oas = 'auto', ril, ssidsize = 'auto', stage = '1' }: VmDescription): void {
  // QEMU-17
  if (ssidsize !== 'auto' && ssidsize > MOST_SSID_BITS) refuse(`Parameter 'ssidsize' does not accept value '${ssidsize}'`);
  if (oas !== 'auto' && !OUTPUT_BITS.includes(oas)) refuse(`Parameter 'oas' does not accept value '${oas}'`);
  if (oas !== 'auto' && !OAS_CODES.has(oas)) refuse('the SMMUv3 only implements auto, 44 bit, or 48 bit OAS');
  // QEMU-16
  if (accel === 'off' && ril === 'off') refuse('ril can only be disabled if accel=on');
  if (accel === 'off' && ats === 'on') refuse('ats can only be enabled if accel=on');
  if (accel === 'off' && oas !== 'auto' && oas !== 44) refuse('oas must be 44 bits when accel=off');
  if (accel === 'off' && ssidsize !== 'auto' && ssidsize > 0) refuse('ssidsize can only be greater than 0 bits if accel=on');
  // QEMU-02
  if (accel === 'off' && cmdqv === 'on') refuse('cmdqv can only be enabled if accel=on');
  // QEMU-08
  if (accel === 'on' && stage !== '1') refuse('Only stage1 is supported for SMMUv3 with accel=on');
}

function refuse(message: string): never {
  throw new StartFailure(1, `${message}\n`);
}
