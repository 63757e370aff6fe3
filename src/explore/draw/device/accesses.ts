import type { ACCESS_WIDTHS } from '../../../ports';
import { GUEST_MAP, type Register } from '../../../tables/registers';
import { hex, type Who } from '../../program';
import type { DeviceProgram } from './device-program';

const REGISTERS = GUEST_MAP.registers;
/** Those that there are once, and those of the first queues, which programs use: among all others they would hardly be met. */
const ONCE_REGISTERS = REGISTERS.filter(({ element, place }) => (place.kind === 'global' || place.kind === 'vintf') && element < 2);
const NEAR_REGISTERS = REGISTERS.filter(({ place }) => (place.kind === 'direct' || place.kind === 'logical') && place.slot < 2);
/** Where the region ends, and before and behind it. */
const REGION_END = 0x5_0000;

/** Any register, more often one that is used. */
function anyRegister(program: DeviceProgram): Register {
  const { draw } = program;
  return draw.weighted<() => Register>([
    [3, () => draw.pick(ONCE_REGISTERS)],
    [3, () => draw.pick(NEAR_REGISTERS)],
    [4, () => draw.pick(REGISTERS)],
  ])();
}

/** A store of a register with one of its fields as it may be. */
export function writeField(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const register = anyRegister(program);
  const field = register.fields.length === 0 ? undefined : draw.pick(register.fields);
  const size = field === undefined ? 32 : field.high - field.low + 1;
  const bits = draw.bits64() & ((1n << BigInt(size)) - 1n);
  const value = bits << BigInt(field?.low ?? 0);
  program.push({ op: 'write', who, at: register.offset, width: register.size, value: hex(value) });
}

/** An access that no driver makes. */
export function accessAnything(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const register = anyRegister(program);
  const width = draw.weighted<(typeof ACCESS_WIDTHS)[number]>([
    [6, 4],
    [3, 8],
    [1, 1],
    [1, 2],
  ]);
  const near = draw.chance(6)
    ? REGION_END + draw.pick([-8, -4, 0, 0, 4, 8])
    : draw.chance(80)
      ? register.offset
      : draw.chance(50)
        ? register.offset + 4
        : draw.chance(20)
          ? REGION_END + draw.below(0x20) * 4
          : draw.below(REGION_END);
  // A misaligned access cannot come from a processor.
  const at = near - (near % width);
  if (draw.chance(25)) program.push({ op: 'read', who, at, width });
  else {
    program.push({ op: 'write', who, at, width, value: hex(BigInt.asUintN(8 * width, draw.bits64())) });
    if (draw.chance(30)) program.push({ op: 'read', who, at, width });
  }
}

/** A load of any register. */
export function readAny(program: DeviceProgram, who: Who): void {
  const register = anyRegister(program);
  program.push({ op: 'read', who, at: register.offset, width: register.size });
}
