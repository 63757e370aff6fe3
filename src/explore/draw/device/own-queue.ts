import type { Who } from '../../program';
import { drawCommand, encoded, ILLEGAL, SYNC } from '../commands';
import type { DeviceProgram } from './device-program';
import { nearStream, STREAMS, writeStreamEntry } from './streams';

/** Configuration of streams by commands of the guest, one or many at once, of devices and of nobody. */
export function configureStreams(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const stream = nearStream(program);
  const command = draw.weighted<() => string>([
    [3, () => encoded('CFGI_STE_RANGE', { SID: BigInt(stream), Range: BigInt(draw.pick([0, 1, 2, 3, 4, 7, 15, 31])) })],
    [2, () => encoded('CFGI_STE', { SID: BigInt(stream), Leaf: 1n })],
    [1, () => outOfRange(program, stream)],
    [1, () => encoded('CFGI_CD_ALL', { SID: BigInt(stream) })],
    [2, () => encoded('ATC_INV', { SID: BigInt(stream), Size: 52n })],
  ])();
  program.push({ op: 'submit', who, command });
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
