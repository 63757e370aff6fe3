import { SMMU_REGISTERS } from '../../../tables/smmu';
import { VEVENT_SMMUV3 } from '../../../tables/uapi';
import type { Who } from '../../program';
import { EVENT_QUEUE, GUEST_RAM } from '../../stages/device-stage';
import type { DeviceProgram } from './device-program';

const SMMU_OFFSETS = (['CR0', 'CR0ACK', 'GBPA', 'GERROR', 'EVENTQ_BASE', 'EVENTQ_BASE_H', 'EVENTQ_PROD', 'EVENTQ_CONS'] as const).map(
  (name) => SMMU_REGISTERS[name],
);
/** Upper halves of EVENTQ_BASE: the address is below 4 GiB, and there is a hint to write-allocate. */
const EVENTQ_BASE_H = [0, 0x4000_0000, 0x4000_0000] as const;
/** Bits of CR0: SMMUEN, EVENTQEN, CMDQEN. */
export const CR0 = [0xd, 0xd, 0xd, 0xc, 0x8, 0x9, 0x0, 0x1] as const;

/** Registers of the SMMU itself are used. */
export function accessSmmu(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const at = draw.pick(SMMU_OFFSETS);
  if (draw.chance(30)) {
    program.push({ op: 'readSmmu', who, at });
    return;
  }
  if (draw.chance(50)) {
    program.push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: draw.pick(CR0) });
    return;
  }
  const value = draw.pick([0x8010_0000, 0x8010_0000, 0x8000_0000, 0x8000_1000, 0x8010_1000, 0x0010_0000, 0]);
  program.push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.GBPA, value });
}

/** The event queue of the SMMU itself, which is as small as a few records, or larger than there can be one; and here or there. */
export function setUpEventQueue(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const isLarge = draw.chance(8);
  const log2size = isLarge ? draw.pick([19, 20, 31]) : draw.pick([0, 1, 2, 4]);
  // A large one begins where it has to, and goes on where small ones are.
  const base = isLarge ? GUEST_RAM : EVENT_QUEUE + BigInt(draw.below(16 >> log2size) * VEVENT_SMMUV3.bytes * 2 ** log2size);
  const index = isLarge ? Number(EVENT_QUEUE - GUEST_RAM) / VEVENT_SMMUV3.bytes : 0;
  const at = SMMU_REGISTERS;
  // A driver sets its queue up while it is off.
  if (draw.chance(70)) program.push({ op: 'writeSmmu', who, at: at.CR0, value: 0x9 });
  const halves = [
    () => program.push({ op: 'writeSmmu', who, at: at.EVENTQ_BASE, value: Number(base) | log2size }),
    () => program.push({ op: 'writeSmmu', who, at: at.EVENTQ_BASE_H, value: draw.pick(EVENTQ_BASE_H) }),
  ];
  for (const half of draw.chance(40) ? draw.shuffled(halves) : halves.slice(0, 1)) half();
  if (isLarge || draw.chance(30)) program.push({ op: 'writeSmmu', who, at: at.EVENTQ_PROD, value: index });
  if (isLarge || draw.chance(50)) program.push({ op: 'writeSmmu', who, at: at.EVENTQ_CONS, value: index });
  program.push({ op: 'writeSmmu', who, at: at.CR0, value: 0xd });
}
