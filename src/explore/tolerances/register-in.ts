import type { Register, RegisterMap } from '../../tables/registers';
import type { ProgramOp } from '../program';
import type { FactDifference } from './tolerance';

/** The register that an access names. */
export function registerOf(map: RegisterMap, op: ProgramOp): Register | undefined {
  return op.op === 'read' || op.op === 'write' ? map.at(op.at, op.width) : undefined;
}

/** The name of the register that a difference is in: of a read, or one of those that were looked at, or read at once. */
export function registerIn(map: RegisterMap, op: ProgramOp, { fact }: FactDifference): string {
  if (op.op === 'look' || (op.op === 'read' && map.named(fact) !== undefined)) return fact;
  return op.op === 'read' && fact === 'value' ? (registerOf(map, op)?.name ?? '') : '';
}
