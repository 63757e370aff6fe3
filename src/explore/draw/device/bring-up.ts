import type { Who } from '../../program';
import type { DeviceProgram } from './device-program';
import { bringUpQueue, writeBase } from './queues';

/** What a driver does first. */
export function bringUp(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  if (draw.chance(10)) {
    bringUpAtOnce(program, who);
    return;
  }
  for (const step of draw.shuffled([0, 1])) {
    if (step === 0) program.write(who, 'CMDQV_CONFIG', draw.chance(90) ? 0x20083n : 0x20403n);
    else program.write(who, 'VINTF0_CONFIG', draw.chance(90) ? 1n : 0x20003n);
  }
  bringUpQueue(program, who, 0);
  if (draw.chance(75)) bringUpQueue(program, who, 1);
  if (draw.chance(30)) program.push({ op: 'look', who });
}

/** All queues, of which some are not ready, before what enables them together. */
function bringUpAtOnce(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const isVintfLast = draw.chance(60);
  const enable = (vintf: boolean) => program.write(who, vintf ? 'VINTF0_CONFIG' : 'CMDQV_CONFIG', vintf ? 1n : 0x20083n);
  enable(!isVintfLast);
  for (const slot of [0, 1]) {
    if (draw.chance(70)) writeBase(program, who, slot);
    if (draw.chance(80)) program.write(who, `CMDQ_ALLOC_MAP_${slot}`, 1n | (BigInt(slot) << 1n));
  }
  enable(isVintfLast);
  for (const slot of [0, 1]) if (draw.chance(85)) program.write(who, program.queueRegister(slot, 'CONFIG'), 1n);
}

/** Another system begins without a reset, and with queues of its own. */
export function kexec(program: DeviceProgram, who: Who): void {
  program.write(who, 'CMDQV_CONFIG', 0n);
  if (program.draw.chance(25)) {
    program.write(who, 'VINTF0_CONFIG', 0n);
    program.push({ op: 'look', who });
  }
  bringUp(program, who);
}
