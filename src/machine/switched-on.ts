import type { HostRegisters } from '../ports';
import { extract, fieldNamed, type RegisterMap } from '../tables/registers';

/** Switches a block on as its driver does: nothing says whether it is on out of reset (CQ-11). Throws where the map has no such block. */
export async function switchedOn(registers: Pick<HostRegisters, 'read' | 'write'>, map: RegisterMap): Promise<void> {
  const register = map.named('CMDQV_CONFIG');
  if (register === undefined) throw new RangeError('a block without CMDQV_CONFIG');
  const { offset } = register;
  const value = await registers.read(offset, 4);
  const on = fieldNamed(register, 'CMDQV_EN');
  if (extract(value, on) === 0n) await registers.write(offset, 4, value | (1n << BigInt(on.low)));
}
