import { hex, type Who } from '../../program';
import type { DeviceProgram } from './device-program';

/** StreamIDs that devices of a guest have. */
export const STREAMS = [0x10, 0x11, 0x18] as const;
/** The words of entries of streams, right ones and others. */
const ENTRIES: readonly (readonly [bigint, bigint])[] = [
  [0n, 0n],
  [1n, 0n],
  [0x9n, 0n],
  [0x4020_000bn, 0n],
  [0x4030_000bn, 0n],
  [0x4020_000an, 0n],
  [0xdn, 0n],
  [0x4020_000fn, 0n],
  [0x5n, 0n],
  [0x4020_000bn, 0x1000_0000n],
  [0x4020_000bn, 0x54n],
  // All of S1ContextPtr and S1CDMax.
  [0x500f_5000_4020_000bn, 0n],
];
/** Those that ask for stage 1. */
export const STAGE_1 = ENTRIES.filter(([word0]) => (word0 & 0xfn) === 0xbn);

/** The entry of a stream is written. */
export function writeStreamEntry(
  program: DeviceProgram,
  who: Who,
  streamId = nearStream(program),
  [word0, word1] = program.draw.pick(ENTRIES),
): void {
  program.push({ op: 'stream', who, streamId, word0: hex(word0), word1: hex(word1) });
}

/** The StreamID of a device, or one that is another in a single bit. */
export function nearStream(program: DeviceProgram): number {
  const { draw } = program;
  const stream = draw.pick(STREAMS);
  return draw.chance(75) ? stream : stream ^ (1 << (draw.chance(40) ? draw.below(16) : 8 + draw.below(8)));
}

/** A slot of the VINTF translates a stream. */
export function translateStream(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const slot = draw.below(16);
  program.write(who, `VINTF0_SID_MATCH_${slot}`, (BigInt(draw.pick(STREAMS)) << 1n) | BigInt(draw.below(2)));
  program.write(who, `VINTF0_SID_REPLACE_${slot}`, BigInt(draw.below(0x3000)));
}
