import type { Machine } from '../../machine';
import { COMMAND_BYTES } from '../../tables/commands';
import type { Spoiling } from '../program';

/** No command has this opcode. */
const ILLEGAL = 0x07;

/** Has the next command of an opcode read otherwise. */
export function spoil(machine: Machine, { as, opcode }: Spoiling): void {
  const illegal = new Uint8Array(COMMAND_BYTES);
  illegal[0] = ILLEGAL;
  machine.memorySubstitute('smmu0').spoilNext(opcode, as === 'abort' ? 'abort' : illegal);
}
