import { SMMU_REGISTERS } from '../../../tables/smmu';
import type { Who } from '../../program';
import { drawCommand } from '../commands';
import type { DeviceProgram } from './device-program';
import { outOfRange } from './own-queue';
import { CR0, setUpEventQueue } from './smmu';
import { nearStream, STREAMS, writeStreamEntry } from './streams';

/** What is plugged in and out: mostly one that may go. */
export const DEVICES = ['nic0', 'nic0', 'nic0', 'gpu0', 'gpu1', 'twin0', 'streamless0', 'noncoherent0'] as const;
/** A device that stays plugged in, one for each virtual machine. */
export const FIRST_DEVICE: Readonly<Record<Who, string>> = { A: 'gpu0', B: 'gpu1' };

/** A device is plugged in. */
export function plugAny(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  program.push({ op: 'plug', who, device: draw.pick(DEVICES), streamId: draw.chance(92) ? draw.pick(STREAMS) : nearStream(program) });
}

/** A device goes and comes again, or another in its place; entries of streams stay what they are. */
export function replug(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  // With CMDQ-V the first device stays; where it may go it is the last one at times.
  const mayBeLast = program.vms[who].cmdqv === 'off' && draw.chance(70);
  if (mayBeLast && draw.chance(50)) program.push({ op: 'unplug', who, device: 'nic0' });
  const device = !mayBeLast && draw.chance(60) ? 'nic0' : mayBeLast || draw.chance(60) ? FIRST_DEVICE[who] : draw.pick(DEVICES);
  const streamId = device === FIRST_DEVICE[who] ? 0x10 : draw.pick(STREAMS);
  program.push({ op: 'plug', who, device, streamId });
  if (draw.chance(60)) program.push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: 0xd });
  if (draw.chance(12)) program.push({ op: 'submit', who, command: outOfRange(program, streamId) });
  for (let n = 0; n < 1 + draw.below(2); n++) {
    writeStreamEntry(program, who, draw.chance(80) ? streamId : draw.pick(STREAMS));
  }
  program.push({ op: 'unplug', who, device });
  if (mayBeLast && draw.chance(60)) useWithoutDevice(program, who);
  if (draw.chance(40)) for (const value of [0xc, 0xd]) program.push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value });
  if (draw.chance(75)) program.push({ op: 'plug', who, device: draw.chance(80) ? device : draw.pick(DEVICES), streamId });
}

/** Its own SMMU is there for a guest that has no device yet, or no more. */
export function useWithoutDevice(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  if (draw.chance(30)) program.push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: draw.pick(CR0) });
  if (draw.chance(30)) writeStreamEntry(program, who);
  if (draw.chance(40)) setUpEventQueue(program, who);
  program.push({ op: 'submit', who, command: drawCommand(draw, STREAMS) }, { op: 'look', who });
}
