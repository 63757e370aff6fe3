import { hex, type Who } from '../../program';
import { GUEST_RAM, GUEST_RAM_BYTES } from '../../stages/device-stage';
import { drawCommand } from '../commands';
import type { DeviceProgram } from './device-program';
import { STREAMS } from './streams';

/** A queue is mapped, placed and enabled, in one order or the other. */
export function bringUpQueue(program: DeviceProgram, who: Who, slot: number): void {
  const { draw } = program;
  // A queue that another system left, or that a guest has brought somewhere.
  if (draw.chance(12)) writeIndices(program, who, slot, BigInt(draw.below(8)), BigInt(draw.below(8)), 'VCMDQ');
  const steps = [
    () => program.write(who, `CMDQ_ALLOC_MAP_${slot}`, draw.chance(96) ? 1n | (BigInt(slot) << 1n) : 1n | (BigInt(draw.below(4)) << 1n)),
    () => writeBase(program, who, slot),
  ];
  for (const step of draw.chance(70) ? steps : draw.shuffled(steps)) step();
  if (draw.chance(85)) program.write(who, program.queueRegister(slot, 'CONFIG'), 1n);
}

/** A queue is placed in memory, mostly in a guest's. */
export function writeBase(program: DeviceProgram, who: Who, slot: number): void {
  const { draw } = program;
  const queue = program.vms[who].queues[slot === 0 ? 0 : 1];
  // Where another queue of the same size would be but for one bit above the lower half.
  if (queue.base !== 0n && draw.chance(4)) {
    queue.base ^= 1n << BigInt(32 + draw.below(16));
    program.write(who, program.queueRegister(slot, 'BASE'), queue.base | BigInt(queue.log2size));
    return;
  }
  queue.log2size = draw.weighted([
    [6, 3],
    [3, 8],
    [1, draw.below(20)],
    [1, 4],
  ]);
  const bytes = BigInt(16 * 2 ** queue.log2size);
  const room = GUEST_RAM_BYTES / 4n;
  queue.base = GUEST_RAM + room * BigInt(draw.below(4)) + (bytes < 0x10_0000n ? 0x1_0000n * BigInt(draw.below(4)) : 0n);
  if (draw.chance(5))
    queue.base = draw.pick([0n, GUEST_RAM - 0x1000n, GUEST_RAM + GUEST_RAM_BYTES - 0x40n, GUEST_RAM + 0x20n, 0xffff_ffff_f000n]);
  const value = queue.base | BigInt(queue.log2size);
  if (draw.chance(75)) {
    program.write(who, program.queueRegister(slot, 'BASE'), value);
    return;
  }
  const halves = [
    () => program.write(who, program.queueRegister(slot, 'BASE_L'), value & 0xffff_ffffn),
    () => program.write(who, program.queueRegister(slot, 'BASE_H'), value >> 32n),
  ];
  for (const half of draw.shuffled(halves)) half();
}

/** What the VINTF's pages show of a queue that is not mapped need not count (WR-18). */
function writeIndices(program: DeviceProgram, who: Who, slot: number, value: bigint, consumed = value, through?: 'VCMDQ'): void {
  const name = (register: string) =>
    through !== undefined && program.draw.chance(85) ? `VCMDQ${slot}_${register}` : program.queueRegister(slot, register);
  program.write(who, name('PROD_INDX'), value);
  program.write(who, name('CONS_INDX'), consumed);
  program.vms[who].queues[slot === 0 ? 0 : 1].produced = Number(value);
}

/** Commands in the queue's memory, and the index that says so. */
export function sendCommands(program: DeviceProgram, who: Who): void {
  const { draw } = program;
  const slot = draw.below(2);
  const queue = program.vms[who].queues[slot === 0 ? 0 : 1];
  if (queue.base === 0n) {
    bringUpQueue(program, who, slot);
    return;
  }
  const entries = 2 ** queue.log2size;
  const count = 1 + draw.below(draw.chance(10) ? Math.min(entries, 12) : 3);
  for (let n = 0; n < count; n++) {
    const address = queue.base + 16n * BigInt(queue.produced % entries);
    if (address >= GUEST_RAM && address < GUEST_RAM + GUEST_RAM_BYTES)
      program.push({ op: 'memory', who, address: hex(address), bytes: drawCommand(draw, STREAMS) });
    queue.produced = (queue.produced + 1) % (2 * entries);
  }
  program.write(who, program.queueRegister(slot, 'PROD_INDX'), BigInt(queue.produced));
  if (draw.chance(60)) program.readNamed(who, program.queueRegister(slot, draw.pick(['CONS_INDX', 'GERROR', 'STATUS'])));
}

/** Errors of a queue are read and acknowledged. */
export function acknowledge(program: DeviceProgram, who: Who, slot: number): void {
  program.readNamed(who, program.queueRegister(slot, 'GERROR'));
  program.write(who, program.queueRegister(slot, 'GERRORN'), BigInt(program.draw.below(8)));
}

/** Off and on again, or twice on. */
export function restartQueue(program: DeviceProgram, who: Who, slot: number): void {
  if (program.draw.chance(80)) program.write(who, program.queueRegister(slot, 'CONFIG'), 0n);
  if (program.draw.chance(30)) writeBase(program, who, slot);
  if (program.draw.chance(30)) writeIndices(program, who, slot, 0n);
  program.write(who, program.queueRegister(slot, 'CONFIG'), 1n);
}

/** A queue is given back, and maybe taken again. */
export function resetQueue(program: DeviceProgram, who: Who, slot: number): void {
  program.write(who, program.queueRegister(slot, 'CONFIG'), 0n);
  writeIndices(program, who, slot, 0n);
  program.write(who, program.queueRegister(slot, 'BASE'), 0n);
  if (program.draw.chance(70)) program.write(who, `CMDQ_ALLOC_MAP_${slot}`, 0n);
  program.vms[who].queues[slot === 0 ? 0 : 1].base = 0n;
  if (program.draw.chance(60)) bringUpQueue(program, who, slot);
}
