import { VEVENTQ_TYPES } from '../../../tables/uapi';
import { hex, type Who } from '../../program';
import { drawCommand, ILLEGAL } from '../commands';
import { STREAMS } from './devices';
import type { KernelProgram } from './kernel-program';
import { allocateQueueOfLast, GERRORN, kick } from './queues';
import { allocateVeventq } from './veventqs';
import { allocateViommu } from './viommus';

/** Errors of the queues of a guest, one after the other: a command that cannot be executed is replaced, and the error acknowledged. */
export function stopTimeAndAgain(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const page = draw.below(2);
  const slot = draw.below(2);
  for (let n = 0; n < 1 + draw.below(4); n++) {
    const idea = program.queueIdea(who, page, slot);
    const entry = idea.produced % idea.entries;
    kick(program, who, page, slot, [ILLEGAL]);
    if (draw.chance(25)) program.push({ op: 'events', who, file: draw.below(2), count: 4096 });
    if (draw.chance(20)) return;
    if (draw.chance(80)) program.push({ op: 'memory', who, at: slot * 0x10_0000 + entry * 16, bytes: drawCommand(draw, STREAMS) });
    idea.acknowledged ^= 1;
    program.push({ op: 'store', who, page, at: slot * 0x80 + GERRORN, width: 4, value: hex(idea.acknowledged) });
  }
  if (draw.chance(50)) program.push({ op: 'events', who, file: draw.below(2), count: draw.pick([4096, 24, 8]) });
}

/** A queue fails, and is repaired. */
export function stopAndRepair(program: KernelProgram, who: Who, page: number, slot: number): void {
  const idea = program.queueIdea(who, page, slot);
  const entry = idea.produced % idea.entries;
  kick(program, who, page, slot, [ILLEGAL]);
  program.push({ op: 'memory', who, at: slot * 0x10_0000 + entry * 16, bytes: drawCommand(program.draw, STREAMS, true) });
  idea.acknowledged ^= 1;
  program.push({ op: 'store', who, page, at: slot * 0x80 + GERRORN, width: 4, value: hex(idea.acknowledged) });
}

/** Queues of two vIOMMUs have errors at the same time; the second is told of it like the first. */
export function stopBoth(program: KernelProgram, who: Who): void {
  const { draw } = program;
  if (draw.chance(70)) {
    allocateViommu(program, who);
    allocateQueueOfLast(program, who);
  }
  // Who has no queue for them is told of none, and nobody in its place.
  for (const n of draw.chance(75) ? [0, -1] : [-1]) allocateVeventq(program, who, n, VEVENTQ_TYPES.TEGRA241_CMDQV, 16);
  for (const page of [0, -1]) kick(program, who, page, 0, [ILLEGAL]);
  for (const file of [0, -1]) program.push({ op: 'events', who, file, count: 4096 });
}
