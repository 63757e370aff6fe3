import type { Who } from '../../program';
import { GUEST_RAM, GUEST_RAM_BYTES } from '../../stages/device-stage';
import type { DeviceProgram } from './device-program';

/** A guest handles queues that have no hw_queue, and asks for them in vain. */
export function handleWithoutHardware(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  for (const slot of [1, 0]) if (draw.chance(85)) program.write(who, `CMDQ_ALLOC_MAP_${slot}`, 0n);
  for (const queue of program.vms[who].queues) queue.base = 0n;
  const one = draw.below(2);
  for (let n = 0; n < 3 + draw.below(6); n++) {
    const slot = draw.chance(75) ? one : 1 - one;
    // Through the VINTF's pages they may not be reached while they are mapped to none (WR-18).
    const name = (register: string) => (draw.chance(97) ? `VCMDQ${slot}_${register}` : `VINTF0_LVCMDQ${slot}_${register}`);
    draw.weighted<() => void>([
      [4, () => program.write(who, name('CONFIG'), draw.chance(70) ? 1n : 0n)],
      [2, () => program.write(who, name('GERRORN'), draw.chance(70) ? 4n : BigInt(draw.below(8)))],
      [1, () => program.write(who, name(draw.pick(['PROD_INDX', 'CONS_INDX'])), BigInt(draw.below(8)))],
      [4, () => placeOutsideOfRam(program, who, slot)],
    ])();
    for (const other of [0, 1]) if (draw.chance(50)) program.readNamed(who, `VCMDQ${other}_${draw.pick(['STATUS', 'STATUS', 'GERROR'])}`);
  }
}

/** A queue that lies outside of RAM. */
function placeOutsideOfRam(program: DeviceProgram, who: Who, slot: number): void {
  const { draw } = program;
  program.write(who, program.queueRegister(slot, 'BASE'), GUEST_RAM + GUEST_RAM_BYTES + BigInt(draw.below(16)) * 0x1_0000n + 3n);
  program.write(who, `CMDQ_ALLOC_MAP_${slot}`, 1n | (BigInt(slot) << 1n));
  if (draw.chance(50)) program.write(who, `CMDQ_ALLOC_MAP_${slot}`, 0n);
}
