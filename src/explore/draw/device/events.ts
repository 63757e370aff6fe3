import { SMMU_REGISTERS } from '../../../tables/smmu';
import { hex, type Who } from '../../program';
import { accessAnything } from './accesses';
import type { DeviceProgram } from './device-program';
import { plugAny, replug } from './plugging';
import { STREAMS, writeStreamEntry } from './streams';

/** Records that the kernel reports, and what is done meanwhile. */
export function reportEvents(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const from = draw.chance(50) ? 'CMDQ-V' : 'SMMU';
  const { reported } = program.vms[who];
  // A guest that hears of nothing for a while finds all of it in the maps.
  const isMasked = from === 'CMDQ-V' && draw.chance(20);
  if (isMasked) program.write(who, 'VI_INT_MASK_0', 1n);
  for (let n = 0; n < (draw.chance(70) ? 1 : 4); n++) {
    if (draw.chance(8)) reported[from] += draw.below(3);
    const sequence = reported[from];
    reported[from] += 1;
    const words =
      from === 'CMDQ-V'
        ? [hex(draw.chance(60) ? BigInt(draw.below(4)) : draw.bits64()), hex(draw.chance(70) ? 0n : draw.bits64())]
        : [
            hex((BigInt(draw.chance(80) ? draw.pick(STREAMS) : draw.below(0x1_0000)) << 32n) | BigInt(draw.below(0x40))),
            ...[0, 1, 2].map(() => hex(draw.chance(50) ? 0n : draw.bits64())),
          ];
    const odd = draw.chance(8)
      ? { instead: draw.pick(['EAGAIN', 'EIO', 0, 8, 4] as const) }
      : draw.chance(8)
        ? { lost: true as const }
        : {};
    program.push({ op: 'event', who, from, sequence, words, ...odd });
  }
  if (isMasked && draw.chance(70)) program.write(who, 'VI_INT_MASK_0', 0n);
  if (from === 'SMMU' && draw.chance(50)) program.push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.EVENTQ_CONS, value: draw.below(4) });
  // What else is done then leaves the error maps alone.
  if (from === 'CMDQ-V' && draw.chance(45))
    draw.pick([
      () => plugAny(program, who),
      () => plugAny(program, who),
      () => writeStreamEntry(program, who),
      () => replug(program, who),
      () => accessAnything(program, who),
    ])();
  if (draw.chance(50)) program.push({ op: 'look', who });
}
