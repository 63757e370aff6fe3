import { AdapterFault } from '../../run/faults';
import type { Qmp } from './qmp';

/** Input of the interrupt controller that CMDQ-V drives: after the four of the SMMU on the platform bus, which begin at 112. */
export const INTERRUPT_LINE = 116;

const FOLDER = '/machine/unattached';
const TYPE = 'child<arm-gicv3>';

/** The object whose inputs tell of interrupts. */
export async function interruptController(qmp: Qmp): Promise<string> {
  const objects = await qmp.execute('qom-list', { path: FOLDER });
  if (Array.isArray(objects)) {
    for (const object of objects) {
      if (typeof object === 'object' && object !== null && 'type' in object && 'name' in object && object.type === TYPE) {
        return `${FOLDER}/${String(object.name)}`;
      }
    }
  }
  throw new AdapterFault('QEMU has no arm-gicv3: the interrupts of CMDQ-V cannot be seen');
}
