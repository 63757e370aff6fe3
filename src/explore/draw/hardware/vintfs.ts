import { TEGRA241 } from '../../../machine';
import type { HardwareProgram } from './hardware-program';

/** Streams of a VINTF that can be translated. */
export const SLOTS = 2 ** TEGRA241.sidsLog2;
/** StreamIDs of guests that slots translate, and of the host. */
export const STREAMS = [0x10, 0x11, 0x2300] as const;

/** A VINTF is configured, and mostly enabled. */
export function configureVintf(program: HardwareProgram, vintf: number): void {
  const { draw } = program;
  const vmid = BigInt(draw.pick([1, 2, 0x17, 0xffff]));
  const owned = vintf === 0 && draw.chance(50) ? 1n << 17n : 0n;
  const config = draw.chance(85) ? (vmid << 1n) | owned : 0n;
  program.write(`VINTF${vintf}_CONFIG`, config);
  program.enabled.delete(vintf);
  if (draw.chance(10)) return;
  program.write(`VINTF${vintf}_CONFIG`, config | 1n);
  program.enabled.add(vintf);
}

/** Any slot of a VINTF translates a stream, or does so no more. */
export function translateAny(program: HardwareProgram, vintf: number): void {
  const { draw } = program;
  const slot = draw.weighted([
    [15, draw.below(3)],
    [3, draw.below(SLOTS)],
    [2, SLOTS - 1],
  ]);
  translateStream(program, vintf, slot, draw.pick(STREAMS), draw.chance(85));
}

/** A slot of a VINTF translates this stream, or does so no more. */
export function translateStream(program: HardwareProgram, vintf: number, slot: number, stream: number, isOn: boolean): void {
  program.write(`VINTF${vintf}_SID_REPLACE_${slot}`, BigInt(program.draw.pick([0x2300, 0x2308, 0xf_ffff, 0])));
  program.write(`VINTF${vintf}_SID_MATCH_${slot}`, (BigInt(stream) << 1n) | (isOn ? 1n : 0n));
  const slots = program.slots.get(vintf) ?? new Map<number, number>();
  program.slots.set(vintf, slots);
  if (isOn) slots.set(slot, stream);
  else slots.delete(slot);
}
