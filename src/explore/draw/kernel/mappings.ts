import { IOAS_MAP_FLAGS } from '../../../tables/uapi';
import { type Argument, hex, type Who } from '../../program';
import type { KernelProgram } from './kernel-program';

/** Where a guest's RAM begins in its stage 2. */
export const IOVA = 0x4000_0000n;
/** What is mapped there. */
export const MAPPED = 0x80_0000;
/** Where a mapping ends and the next one begins, in the middle of a queue. */
export const SEAMS = [0x8000, 0x10_8000] as const;

/** Memory of the process is mapped in an IOAS. */
export function mapMemory(program: KernelProgram, who: Who, iova: bigint, ram: number, length: number, isReadable = true, ioas = 0): void {
  const flags = IOAS_MAP_FLAGS.FIXED_IOVA | IOAS_MAP_FLAGS.WRITEABLE | (isReadable ? IOAS_MAP_FLAGS.READABLE : 0);
  const ioas_id: Argument = ioas === 0 ? { kind: 'IOAS', n: 0 } : { kind: 'IOAS', n: ioas, live: true };
  program.ioctl(who, 'IOAS_MAP', { flags, ioas_id, user_va: { ram }, length: hex(length), iova: hex(iova) });
}

/** A part of the first IOAS is unmapped. */
export function unmapMemory(program: KernelProgram, who: Who, iova: bigint, length: number | bigint): void {
  program.ioctl(who, 'IOAS_UNMAP', { ioas_id: { kind: 'IOAS', n: 0 }, iova: hex(iova), length: hex(length) });
}

/** More is mapped, or something unmapped. */
export function mapOrUnmap(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const at = BigInt(draw.below(4)) * 0x20_0000n;
  if (draw.chance(50)) {
    const length = draw.pick([0x10_0000, 0x10_0000, 0x1_0000, 0x1000]);
    mapMemory(program, who, IOVA + at + (draw.chance(70) ? BigInt(MAPPED) : 0n), Number(at), length);
    return;
  }
  const whole = draw.chance(60);
  program.ioctl(who, 'IOAS_UNMAP', {
    ioas_id: { kind: 'IOAS', n: 0 },
    iova: hex(whole ? IOVA : IOVA + at),
    length: hex(whole ? MAPPED : 0x20_0000),
  });
}
