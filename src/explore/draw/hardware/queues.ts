import { QUEUE_MEMORY } from '../../stages/hardware-stage';
import type { HardwareProgram } from './hardware-program';
import { configureVintf } from './vintfs';

/** Where queues lie that are as large as they can be. */
const LARGE_QUEUES = 0xa000_0000n;
/** The highest bit of an address. */
const HIGH_MEMORY = 1n << 47n;
const LARGE_STRIDE = 0x80_0000n;

/** A vCMDQ is given to a VINTF, placed, and mostly enabled. */
export function setUpQueue(program: HardwareProgram, queue: number): void {
  const { draw } = program;
  const idea = program.queueIdea(queue);
  const vintf = draw.chance(75) ? Math.floor(queue / 2) : draw.pick(program.vintfs);
  const logical = draw.chance(80) ? queue % 2 : draw.below(3);
  // Which of two that are the same logical vCMDQ is meant nobody says.
  for (const [other, [of, as]] of program.assigned)
    if (other !== queue && of === vintf && as === Math.min(logical, 1)) program.write(`CMDQ_ALLOC_MAP_${other}`, 0n);
  program.assigned.set(queue, [vintf, Math.min(logical, 1)]);
  program.write(`CMDQ_ALLOC_MAP_${queue}`, (BigInt(vintf) << 15n) | (BigInt(logical) << 1n) | (draw.chance(95) ? 1n : 0n));
  idea.log2size = draw.pick([3, 3, 4, 8, 1, 0, 3, 18, 19]);
  const isLarge = idea.log2size > 12;
  idea.base = isLarge
    ? LARGE_QUEUES + BigInt(queue) * LARGE_STRIDE
    : (draw.chance(95) ? 0n : HIGH_MEMORY) + QUEUE_MEMORY + BigInt(queue) * 0x1_0000n + (draw.chance(90) ? 0n : 0x20n);
  idea.produced = 0;
  idea.isOn = false;
  const value = idea.base | BigInt(idea.log2size);
  if (draw.chance(75)) program.writeOf(queue, 'BASE', value, 8);
  else {
    const halves = [() => program.writeOf(queue, 'BASE', value & 0xffff_ffffn), () => program.writeUpperHalf(queue, 'BASE', value >> 32n)];
    for (const half of draw.shuffled(halves)) half();
  }
  // Nobody fills a queue of this size from its beginning.
  if (isLarge || draw.chance(50)) writeIndices(program, queue, isLarge || draw.chance(30));
  if (draw.chance(90)) switchQueue(program, queue, true);
}

/** A queue goes on or off. */
export function switchQueue(program: HardwareProgram, queue: number, isOn: boolean): void {
  program.queueIdea(queue).isOn = isOn;
  program.writeOf(queue, 'CONFIG', isOn ? 1n : 0n);
}

/** Both indices of a queue are written, so that it is empty. */
export function writeIndices(program: HardwareProgram, queue: number, atBound = false): void {
  const idea = program.queueIdea(queue);
  const entries = 2 ** idea.log2size;
  // Before the end of the queue, behind it, and before the end of the second round.
  const index = atBound ? program.draw.pick([entries - 1, entries, 2 * entries - 1, Math.floor(entries / 2), entries / 2 - 1]) : 0;
  idea.produced = Math.max(0, Math.floor(index));
  program.writeOf(queue, 'PROD_INDX', BigInt(idea.produced));
  program.writeOf(queue, 'CONS_INDX', BigInt(idea.produced));
}

/** A queue that has no error, and that is on, as far as one can know of it. */
export function setUpAnew(program: HardwareProgram, queue: number): void {
  switchQueue(program, queue, false);
  program.ops.push({ op: 'acknowledge', vcmdq: queue });
  setUpQueue(program, queue);
  const [vintf] = program.assigned.get(queue) ?? [0];
  if (!program.enabled.has(vintf)) configureVintf(program, vintf);
  switchQueue(program, queue, true);
  program.queueIdea(queue).mayHaveStopped = false;
}

/** Lets a queue run, as far as one can know of it. */
export function letRun(program: HardwareProgram, queue: number): void {
  const idea = program.queueIdea(queue);
  const [vintf] = program.assigned.get(queue) ?? [0];
  if (!program.enabled.has(vintf)) configureVintf(program, vintf);
  if (idea.mayHaveStopped) {
    // What stopped it is left behind.
    if (idea.isOn) switchQueue(program, queue, false);
    program.ops.push({ op: 'acknowledge', vcmdq: queue });
    writeIndices(program, queue);
    idea.mayHaveStopped = false;
  }
  if (!idea.isOn) switchQueue(program, queue, true);
}

/** Off and on again, or twice on. */
export function restartQueue(program: HardwareProgram): void {
  const { draw } = program;
  const queue = draw.pick(program.vcmdqs);
  if (draw.chance(85)) switchQueue(program, queue, false);
  if (draw.chance(50)) writeIndices(program, queue);
  switchQueue(program, queue, true);
}

/** A queue is taken from its VINTF, and maybe given anew. */
export function unmapQueue(program: HardwareProgram): void {
  const { draw } = program;
  const queue = draw.pick(program.vcmdqs);
  if (draw.chance(50)) switchQueue(program, queue, false);
  program.write(`CMDQ_ALLOC_MAP_${queue}`, 0n);
  if (draw.chance(60)) setUpQueue(program, queue);
}
