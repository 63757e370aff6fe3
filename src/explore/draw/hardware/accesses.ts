import { hex } from '../../program';
import { USED_REGISTERS } from '../../stages/hardware-stage';
import type { HardwareProgram } from './hardware-program';

/** Registers that may hold anything: a vCMDQ is given to a VINTF with care. */
const AT_WILL = USED_REGISTERS.filter(({ definition }) => definition.name !== 'CMDQ_ALLOC_MAP');
const OF_THE_BLOCK = AT_WILL.filter(({ place }) => place.kind === 'global');

/** A store of a register with one of its fields as it may be. */
export function writeField(program: HardwareProgram): void {
  const { draw } = program;
  const register = draw.pick(AT_WILL);
  const field = register.fields.length === 0 ? undefined : draw.pick(register.fields);
  const size = field === undefined ? 32 : field.high - field.low + 1;
  const bits = draw.bits64() & ((1n << BigInt(size)) - 1n);
  program.ops.push({ op: 'write', at: register.offset, width: register.size, value: hex(bits << BigInt(field?.low ?? 0)) });
}

/** An access that no driver makes. */
export function accessAnything(program: HardwareProgram): void {
  const { draw } = program;
  const { offset } = draw.pick(draw.chance(25) ? OF_THE_BLOCK : AT_WILL);
  const width = draw.chance(75) ? 4 : 8;
  const at = offset - (offset % width);
  if (draw.chance(25)) program.ops.push({ op: 'read', at, width });
  else program.ops.push({ op: 'write', at, width, value: hex(BigInt.asUintN(8 * width, draw.bits64())) });
}

/** A load of any register. */
export function readAny(program: HardwareProgram): void {
  const { offset, size } = program.draw.pick(USED_REGISTERS);
  program.ops.push({ op: 'read', at: offset, width: size });
}
