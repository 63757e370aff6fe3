import { HW_QUEUE_TYPES } from '../../../tables/uapi';
import { type Argument, hex, type Who } from '../../program';
import { askRanges } from './iova-ranges';
import type { KernelProgram } from './kernel-program';
import { IOVA, MAPPED, mapMemory, SEAMS, unmapMemory } from './mappings';
import { allocateQueue, destroyQueues } from './queues';

/** What an IOAS can map follows the pages of queues in it, while they are there. */
export function alignToQueues(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const ioas: Argument = { kind: 'IOAS', n: 0, live: true };
  const ask = () => askRanges(program, who, ioas);
  destroyQueues(program, who);
  ask();
  for (let n = 0; n < 2 + draw.below(2); n++) {
    allocateQueue(program, who, 0, 0);
    if (draw.chance(60)) ask();
    program.ioctl(who, 'DESTROY', { id: { kind: 'hw_queue', n: -1, live: true } });
    ask();
  }
}

/** Where mappings meet, in the middle of a queue or beside it, those that it is in stay for as long as it does. */
export function queueOverSome(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const seam = draw.pick(SEAMS);
  // One in the middle is smaller than the queue.
  const seams = draw.chance(35) ? [seam, seam + 0x4000] : [seam];
  const parts = [0, ...seams].map((from, n) => ({ iova: IOVA + BigInt(from), ram: from, length: (seams[n] ?? MAPPED) - from }));
  destroyQueues(program, who);
  unmapMemory(program, who, IOVA, MAPPED);
  for (const { iova, length, ram } of parts) mapMemory(program, who, iova, ram, length, !draw.chance(10));
  const isOver = draw.chance(65);
  program.ioctl(who, 'HW_QUEUE_ALLOC', {
    viommu_id: { kind: 'vIOMMU', n: 0, live: true },
    type: HW_QUEUE_TYPES.TEGRA241_CMDQV,
    nesting_parent_iova: hex(IOVA + BigInt(seam - (isOver ? 0x8000 : 0x1000))),
    length: hex(isOver ? 0x1_0000 : 0x800),
  });
  for (const { iova, length } of draw.shuffled(parts)) unmapMemory(program, who, iova, length);
  program.ioctl(who, 'DESTROY', { id: { kind: 'hw_queue', n: -1, live: true } });
  for (const { iova, length } of draw.shuffled(parts)) unmapMemory(program, who, iova, length);
  for (const { iova, length, ram } of parts) mapMemory(program, who, iova, ram, length);
}

/** A queue that lacks memory leaves nothing pinned. */
export function pinInVain(program: KernelProgram, who: Who): void {
  const { draw } = program;
  destroyQueues(program, who);
  const from = program.ops.length;
  allocateQueue(program, who, draw.below(2), 0);
  for (const op of program.ops.splice(from)) program.push(op.op === 'ioctl' ? { ...op, shortOfMemory: true } : op);
  destroyQueues(program, who);
  unmapMemory(program, who, IOVA, MAPPED);
  mapMemory(program, who, IOVA, 0, MAPPED);
}
