import { COMMAND_BYTES, commandBytes, encodeCommand } from '../../../tables/commands';
import { INVALIDATE_DATA } from '../../../tables/uapi';
import { type Argument, digits, hex, type Who } from '../../program';
import { drawCommand, drawConvertible } from '../commands';
import { STREAMS } from './devices';
import type { KernelProgram } from './kernel-program';

/** Commands, few or many, of which some cannot be converted. */
export function invalidate(program: KernelProgram, who: Who, most?: number): void {
  const { draw } = program;
  const drawn = draw.weighted([
    [6, 1 + draw.below(3)],
    [2, draw.below(12)],
    [1, 63 + draw.below(3)],
  ]);
  const count = most ?? drawn;
  const data = Array.from({ length: count }, () => drawCommand(draw, STREAMS, true)).join('');
  handOver(program, who, draw.below(3), data);
}

/** Commands that can be converted, of a stream that the vIOMMU knows: a few, or more than a batch holds. */
export function invalidateConvertible(program: KernelProgram, who: Who): void {
  const { draw } = program;
  // The one that was made last is likeliest to be there.
  const viommu = draw.chance(70) ? -1 : draw.below(2);
  const vsid = draw.chance(80) ? STREAMS[0] : 0;
  if (draw.chance(60))
    program.ioctl(who, 'VDEVICE_ALLOC', {
      viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
      dev_id: { kind: 'device', n: 0, live: true },
      virt_id: hex(vsid),
    });
  const count = draw.weighted([
    [5, 1 + draw.below(3)],
    [2, 62 + draw.below(5)],
    [1, 125 + draw.below(4)],
  ]);
  const timesOut = draw.chance(30);
  if (timesOut) program.push({ op: 'timeout', count: 1 });
  handOverConvertible(program, who, viommu, count, vsid);
  if (timesOut) program.push({ op: 'timeout', count: 0 });
}

/** Ranges that only an SMMU with wide addresses knows. */
export function invalidateWideRange(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const commands = Array.from({ length: 1 + draw.below(2) }, () =>
    encodeCommand(draw.pick(['TLBI_NH_VA', 'TLBI_NH_VAA']), {
      TG: BigInt(1 + draw.below(3)),
      TTL: BigInt(draw.below(4)),
      SCALE: BigInt(draw.chance(70) ? 32 + draw.below(32) : draw.below(32)),
      NUM: BigInt(draw.below(32)),
    }),
  );
  handOver(program, who, draw.below(2), commands.map((words) => digits(commandBytes(words))).join(''));
}

/** Commands in longer entries, of which one may have something behind its command. */
export function invalidateLonger(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const entry_len = program.hasLargePages && draw.chance(40) ? draw.pick([4096, 4104, 8192]) : draw.pick([24, 32, 64]);
  const entry_num = 1 + draw.below(3);
  const spoiled = draw.chance(50) ? draw.below(entry_num) : undefined;
  const data = Array.from({ length: entry_num }, (_, n) => {
    const rest = '00'.repeat(entry_len - COMMAND_BYTES - 1) + (n === spoiled ? '01' : '00');
    return drawConvertible(draw, STREAMS[0]) + rest;
  }).join('');
  handOver(program, who, draw.below(2), data, entry_len);
}

/** So many commands that can be converted, of one stream. */
export function handOverConvertible(program: KernelProgram, who: Who, n: number, count: number, vsid: number = STREAMS[0]): void {
  handOver(program, who, n, Array.from({ length: count }, () => drawConvertible(program.draw, vsid)).join(''));
}

/** Commands, as hexadecimal digits, are handed over to a vIOMMU, in entries of so many bytes. */
export function handOver(program: KernelProgram, who: Who, n: number, data: string, entry_len = COMMAND_BYTES): void {
  const entry_num = data.length / (2 * entry_len);
  const hwpt_id: Argument = { kind: 'vIOMMU', n, live: true };
  program.ioctl(who, 'HWPT_INVALIDATE', { hwpt_id, data_type: INVALIDATE_DATA.ARM_SMMUV3, entry_len, entry_num }, { data });
}
