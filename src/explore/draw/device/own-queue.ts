import { SMMU_REGISTERS } from '../../../tables/smmu';
import type { Who } from '../../program';
import { drawCommand, encoded, ILLEGAL, SYNC } from '../commands';
import type { DeviceProgram } from './device-program';
import { nearStream, STAGE_1, STREAMS, writeStreamEntry } from './streams';

/** Configuration of streams by commands of the guest, one or many at once, of devices and of nobody. */
export function configureStreams(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const stream = nearStream(program);
  const command = draw.weighted<() => string>([
    [3, () => encoded('CFGI_STE_RANGE', { SID: BigInt(stream), Range: BigInt(draw.pick([0, 1, 2, 3, 4, 7, 15, 31])) })],
    [2, () => encoded('CFGI_STE', { SID: BigInt(stream), Leaf: draw.chance(70) ? 1n : 0n })],
    [1, () => outOfRange(program, stream)],
    [1, () => encoded('CFGI_CD_ALL', { SID: BigInt(stream) })],
    [2, () => encoded('ATC_INV', { SID: BigInt(stream), Size: 52n })],
  ])();
  program.push({ op: 'submit', who, command });
}

/** Entries that nothing could be made of when they were written are taken up by one command, for all streams or for one. */
export function configureAfterRefusal(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  if (draw.chance(60)) program.push({ op: 'writeSmmu', who, at: SMMU_REGISTERS.CR0, value: 0xd });
  if (draw.chance(50)) program.push({ op: 'plug', who, device: 'nic0', streamId: 0x11 });
  if (draw.chance(50)) program.push({ op: 'plug', who, device: 'twin0', streamId: 0x18 });
  const request = draw.pick(['HWPT_ALLOC', 'HWPT_ALLOC', 'VDEVICE_ALLOC'] as const);
  program.push({ op: 'refuse', who, request, status: 'EIO', after: 0 });
  for (const stream of draw.shuffled(STREAMS)) {
    if (draw.chance(70)) writeStreamEntry(program, who, stream, draw.pick(STAGE_1));
    else writeStreamEntry(program, who, stream);
  }
  program.push({ op: 'permit', who, request });
  if (draw.chance(60)) configureStreams(program, who);
  else program.push({ op: 'submit', who, command: encoded('CFGI_STE_RANGE', { SID: 0x10n, Range: draw.pick([3n, 31n]) }) });
}

/** Configuration of a StreamID that has more bits than there are; its lower ones are a device's. */
export function outOfRange(program: DeviceProgram, stream: number): string {
  return encoded('CFGI_STE', { SID: BigInt(stream) + (1n << BigInt(program.draw.pick([16, 17, 20, 31]))), Leaf: 1n });
}

/** Commands on the SMMU's own queue, of a stream that it knows more often than not; what is held of them is handed over at times. */
export function submitTrapped(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const stream = draw.pick([0x10, 0x10, 0x11]);
  if (draw.chance(35)) writeStreamEntry(program, who, stream);
  const streams = draw.chance(60) ? [stream] : STREAMS;
  const isAsked = draw.chance(50);
  for (let n = 0; n < 1 + draw.below(3); n++) program.push({ op: 'submit', who, command: drawCommand(draw, streams, isAsked) });
  if (draw.chance(40)) program.push({ op: 'submit', who, command: SYNC });
}

/** An error of the SMMU's own queue, which is the error of no other SMMU. */
export function submitIllegal(program: DeviceProgram, who: Who): void {
  program.push({ op: 'submit', who, command: ILLEGAL }, { op: 'look', who });
  if (!program.vms[who].twice) return;
  program.atSecond = !program.atSecond;
  program.push({ op: 'look', who });
}
