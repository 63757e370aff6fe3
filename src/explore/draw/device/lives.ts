import { SMMU_REGISTERS } from '../../../tables/smmu';
import type { Who } from '../../program';
import { ILLEGAL } from '../commands';
import { bringUp } from './bring-up';
import type { DeviceProgram } from './device-program';
import { reportEvents } from './events';
import { INFORMATION } from './information';
import { configureStreams, outOfRange } from './own-queue';
import { DEVICES, FIRST_DEVICE, useWithoutDevice } from './plugging';
import { differingProperty, drawProperties } from './properties';
import { REFUSED, STATUSES, timesBefore } from './refusals';
import { setUpEventQueue } from './smmu';
import { STREAMS, writeStreamEntry } from './streams';

/** A machine starts, with all that its user says of it, or without a device at first. */
export function startMachine(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  if (program.vms[who].running) return;
  program.vms[who].running = true;
  program.atSecond = false;
  const twice = program.host?.second !== undefined && draw.chance(60);
  // A machine that is not to have all at once is started without a device, so that more can be done before one is plugged in.
  const isBare = draw.chance(15);
  // On a host that differs in what they are held against they tell more.
  const differs = differingProperty(program);
  const properties = draw.chance(differs === undefined ? (isBare ? 50 : 20) : 70) ? drawProperties(program, differs) : undefined;
  // What else is wrong is not looked at where CMDQ-V is to be without acceleration.
  const isPlain = properties?.accel === 'off' && draw.chance(70);
  const cmdqv = draw.weighted<'on' | 'auto' | 'off'>([
    [isPlain ? 0 : 16, 'on'],
    [isPlain ? 0 : 1, 'auto'],
    [3, 'off'],
  ]);
  Object.assign(program.vms[who], { cmdqv, twice, reported: { 'CMDQ-V': 0, SMMU: 0 } });
  const pages = draw.chance(15) ? draw.pick(['64K', '2M', '512M', 'scattered', 'mixed', 'mixed'] as const) : undefined;
  program.push({
    op: 'start',
    who,
    cmdqv,
    device: isBare ? '' : FIRST_DEVICE[who],
    streamId: 0x10,
    ...(properties === undefined ? {} : { properties }),
    ...(pages === undefined ? {} : { pages }),
    ...(twice ? { twice } : {}),
  });
  if (isBare) plugLate(program, who, twice);
  if (properties !== undefined && draw.chance(40)) program.push({ op: 'firmware', who });
  // Each device has a host's SMMU behind it, which need not be as the first one's is.
  if (properties !== undefined && draw.chance(30)) program.push({ op: 'inform', who, ...draw.pick(INFORMATION) });
  if (draw.chance(30)) program.push({ op: 'plug', who, device: draw.pick(DEVICES), streamId: draw.pick(STREAMS) });
  if (draw.chance(25)) setUpEventQueue(program, who);
  if (draw.chance(70)) program.push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: 0xd });
  if (draw.chance(6)) program.push({ op: 'submit', who, command: outOfRange(program, 0x10) });
  if (draw.chance(60)) draw.chance(70) ? writeStreamEntry(program, who) : configureStreams(program, who);
}

/** A machine without a device gets one after all, at its second SMMU if it has that, and mostly after it was refused one. */
function plugLate(program: DeviceProgram, who: Who, twice: boolean): void {
  const { draw } = program;
  if (draw.chance(50)) useWithoutDevice(program, who);
  if (draw.chance(50)) program.push({ op: 'inform', who, ...draw.pick(INFORMATION) });
  const request = draw.pick(REFUSED);
  const after = timesBefore(program, request);
  // The second SMMU's first device beside what the first one holds.
  if (twice) program.push({ op: 'plug', who, device: FIRST_DEVICE[who], streamId: 0x10 });
  program.atSecond = twice;
  const device = twice ? 'far0' : FIRST_DEVICE[who];
  if (draw.chance(60)) program.push({ op: 'refuse', who, request, status: draw.pick(STATUSES), after });
  for (let n = 0; n < (draw.chance(70) ? 1 : 2); n++) program.push({ op: 'plug', who, device, streamId: 0x10 });
  if (draw.chance(70)) program.push({ op: 'permit', who, request }, { op: 'plug', who, device, streamId: 0x10 });
  program.atSecond = false;
}

/** What is pending is gone with a reset, the first time and the next. */
export function resetMachine(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  for (let n = 0; n < (draw.chance(30) ? 2 : 1); n++) {
    if (draw.chance(40)) program.push({ op: 'submit', who, command: ILLEGAL });
    if (draw.chance(30)) reportEvents(program, who);
    program.forget(who);
    program.push({ op: 'reset', who });
    if (draw.chance(40)) program.push({ op: 'look', who });
  }
  if (draw.chance(70)) bringUp(program, who);
}

/** A machine that runs is shut down. */
export function shutDown(program: DeviceProgram, who: Who): void {
  if (!program.vms[who].running) return;
  program.vms[who].running = false;
  program.forget(who);
  program.push({ op: 'shutDown', who });
}
