import { HW_QUEUE_TYPES } from '../../../tables/uapi';
import { hex, type Who } from '../../program';
import { drawCommand, ILLEGAL } from '../commands';
import { STREAMS } from './devices';
import type { KernelProgram } from './kernel-program';
import { IOVA, MAPPED } from './mappings';
import { mapLastPage } from './viommus';

/** Page 0 of a logical vCMDQ: indices, CONFIG, STATUS, GERROR, GERRORN. */
const PAGE_OFFSETS = [0x0, 0x4, 0x8, 0xc, 0x10, 0x14] as const;
export const [, PROD, CONFIG, , , GERRORN] = PAGE_OFFSETS;

/** A hw_queue of a vIOMMU, in the memory of a guest. */
export function allocateQueue(program: KernelProgram, who: Who, viommu: number, index: number): void {
  const { draw } = program;
  const log2 = draw.weighted([
    [5, 7],
    [4, 12],
    [1, draw.below(20)],
  ]);
  const length = draw.chance(95) ? 2 ** log2 : draw.below(0x4000);
  const place = draw.weighted<bigint>([
    [8, BigInt(index) * 0x10_0000n],
    [program.hasLargePages ? 6 : 2, BigInt(draw.below(0x100)) * 0x1000n],
    [1, BigInt(draw.below(0x1000))],
    [1, BigInt(MAPPED) - 0x40n],
  ]);
  const kept = program.queues.get(`${who} ${viommu} ${index}`);
  if (kept === undefined || draw.chance(60))
    program.queues.set(`${who} ${viommu} ${index}`, {
      entries: 2 ** log2,
      produced: 0,
      isOn: false,
      acknowledged: kept?.acknowledged ?? 0,
    });
  program.ioctl(who, 'HW_QUEUE_ALLOC', {
    viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
    type: HW_QUEUE_TYPES.TEGRA241_CMDQV,
    index: draw.chance(92) ? index : draw.below(4),
    nesting_parent_iova: hex(IOVA + place),
    length: hex(length),
  });
}

/** The page of the last vIOMMU is mapped, and it has a queue. */
export function allocateQueueOfLast(program: KernelProgram, who: Who): void {
  mapLastPage(program, who);
  program.queues.delete(`${who} -1 0`);
  allocateQueue(program, who, -1, 0);
}

/** The last queues go. */
export function destroyQueues(program: KernelProgram, who: Who): void {
  for (let n = 0; n < 2; n++) program.ioctl(who, 'DESTROY', { id: { kind: 'hw_queue', n: -1, live: true } });
}

/** Commands in the memory of a queue, and the index that says so. */
export function kick(program: KernelProgram, who: Who, page: number, slot: number, commands: readonly string[]): void {
  const idea = program.queueIdea(who, page, slot);
  for (const bytes of commands) {
    program.push({ op: 'memory', who, at: slot * 0x10_0000 + (idea.produced % idea.entries) * 16, bytes });
    idea.produced = (idea.produced + 1) % (2 * idea.entries);
  }
  const at = slot * 0x80;
  if (!idea.isOn || program.draw.chance(10)) program.push({ op: 'store', who, page, at: at + CONFIG, width: 4, value: '0x1' });
  idea.isOn = true;
  program.push({ op: 'store', who, page, at: at + PROD, width: 4, value: hex(idea.produced) }, { op: 'load', who, page, at, width: 4 });
}

/** What a guest does with the queues in the page that is its own. */
export function usePage(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const page = draw.below(3);
  const slot = draw.below(2);
  const at = (offset: number) => slot * 0x80 + offset;
  if (draw.chance(60)) {
    const commands = Array.from({ length: 1 + draw.below(3) }, () => drawCommand(draw, STREAMS));
    // A queue that another system left, or that a guest has brought somewhere.
    if (draw.chance(15)) program.queueIdea(who, page, slot).produced = draw.below(5);
    kick(program, who, page, slot, commands);
    return;
  }
  if (draw.chance(40)) {
    program.push({ op: 'load', who, page, at: at(draw.pick(PAGE_OFFSETS)), width: 4 });
    return;
  }
  program.push({
    op: 'store',
    who,
    page,
    at: at(draw.pick(PAGE_OFFSETS)),
    width: 4,
    value: hex(draw.chance(80) ? draw.below(8) : draw.below(2 ** 30)),
  });
}

/** A slot is used, given back and used anew, more than once. */
export function reuseSlot(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const index = draw.below(2);
  const viommu = draw.below(2);
  for (let n = 0; n < 2 + draw.below(2); n++) {
    allocateQueue(program, who, viommu, index);
    if (draw.chance(80)) kick(program, who, viommu, index, [draw.chance(60) ? ILLEGAL : drawCommand(draw, STREAMS)]);
    if (draw.chance(30)) kick(program, who, viommu, index, [drawCommand(draw, STREAMS)]);
    program.ioctl(who, 'DESTROY', { id: { kind: 'hw_queue', n: -1, live: true } });
  }
  allocateQueue(program, who, viommu, index);
  for (const at of [0x0, 0x4, 0xc, 0x10, 0x14]) program.push({ op: 'load', who, page: viommu, at: index * 0x80 + at, width: 4 });
}
