import { hex } from '../../program';
import { ILLEGAL, SYNC } from '../commands';
import { type HardwareProgram, offsetOf } from './hardware-program';
import { setUpAnew, setUpQueue, switchQueue } from './queues';
import { send } from './sending';

/** Errors of a queue are read, and acknowledged as somebody sees fit. */
export function acknowledge(program: HardwareProgram): void {
  const queue = program.draw.pick(program.vcmdqs);
  program.readNamed(program.nameOf(queue, 'GERROR'));
  program.writeOf(queue, 'GERRORN', BigInt(program.draw.below(program.draw.chance(75) ? 2 : 8)));
  if (program.draw.chance(40))
    program.readNamed(program.draw.pick(['VI_ERR_MAP_0', 'CMDQ_ERR_MAP_0', 'VINTF0_LVCMDQ_ERR_MAP_0', 'VINTF1_LVCMDQ_ERR_MAP_0']));
}

/** What stopped a queue is replaced, or tried again, and the error acknowledged, as far as one can know of it. */
export function repair(program: HardwareProgram, queue: number): void {
  const { draw } = program;
  const idea = program.queueIdea(queue);
  const entries = 2 ** idea.log2size;
  if (draw.chance(50))
    program.ops.push({ op: 'memory', address: hex(idea.base + 16n * BigInt((idea.produced + entries - 1) % entries)), bytes: SYNC });
  program.readNamed(program.nameOf(queue, 'CONS_INDX'));
  program.ops.push({ op: 'acknowledge', vcmdq: queue });
}

/** A queue stops before anything was acknowledged: what shows of an error then is left open by nothing. */
export function stopFirst(program: HardwareProgram): void {
  const { draw } = program;
  const queue = draw.pick(program.vcmdqs);
  if (!program.assigned.has(queue)) setUpQueue(program, queue);
  switchQueue(program, queue, true);
  if (draw.chance(40)) program.ops.push({ op: 'look' });
  send(program, queue, [ILLEGAL]);
  program.ops.push({ op: 'look' });
}

/** Whose errors give no interrupt. */
export function maskErrors(program: HardwareProgram): void {
  const { draw } = program;
  const word = draw.chance(75) ? 0 : 1;
  const bits = draw.weighted<bigint>([
    [3, 0n],
    [4, 1n << BigInt(draw.pick(program.vintfs) % 32)],
    [1, 0xffff_ffffn],
  ]);
  program.write(`VI_INT_MASK_${word}`, bits);
  const queue = draw.pick(program.vcmdqs);
  if (draw.chance(60)) setUpAnew(program, queue);
  send(program, queue, [ILLEGAL]);
  if (draw.chance(60)) repair(program, queue);
}

/** A queue stops while the interrupt of another one's error is handled. */
export function stopMeanwhile(program: HardwareProgram): void {
  const { draw } = program;
  const queue = draw.pick(program.vcmdqs);
  const other = program.otherThan(queue);
  for (const one of [queue, other]) if (draw.chance(70)) setUpAnew(program, one);
  const idea = program.queueIdea(other);
  if (idea.base === 0n || program.queueIdea(queue).base === 0n) return;
  const entries = 2 ** idea.log2size;
  program.ops.push({ op: 'memory', address: hex(idea.base + 16n * BigInt(idea.produced % entries)), bytes: ILLEGAL });
  idea.produced = (idea.produced + 1) % (2 * entries);
  const at = offsetOf(program.nameOf(other, 'PROD_INDX'));
  send(program, queue, [ILLEGAL]);
  // The last operation is the one that lets the queue run.
  program.ops.splice(-1, 0, { op: 'whileHandled', at, width: 4, value: hex(idea.produced) });
}
