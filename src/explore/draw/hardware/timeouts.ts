import { hex } from '../../program';
import { drawCommand, ILLEGAL, SYNC } from '../commands';
import { repair } from './errors';
import type { HardwareProgram } from './hardware-program';
import { letRun, restartQueue, setUpAnew, switchQueue, writeIndices } from './queues';
import { ATC_INV, send } from './sending';
import { STREAMS, translateStream } from './vintfs';

/** ATC_INVs that time out: whoever sends the next CMD_SYNC is told, once, and nobody else. */
export function timeOutAnyhow(program: HardwareProgram): void {
  const { draw } = program;
  const [queue, other] = [draw.pick(program.vcmdqs), draw.pick(program.vcmdqs)];
  const [vintf] = program.assigned.get(queue) ?? [0];
  if (draw.chance(60)) translateStream(program, vintf, draw.below(3), STREAMS[0], true);
  if (draw.chance(60)) letRun(program, queue);
  program.ops.push({ op: 'timeout', count: 1 + draw.below(3) });
  const sync = () => (draw.chance(80) ? SYNC : drawCommand(draw, STREAMS));
  for (let n = 0; n < 1 + draw.below(3); n++)
    if (draw.chance(70)) send(program, queue, [ATC_INV]);
    else program.ops.push({ op: 'submit', commands: ATC_INV });
  draw.weighted<() => void>([
    [3, () => undefined],
    [2, () => send(program, queue, [ILLEGAL])],
    [2, () => program.ops.push({ op: 'submit', commands: ILLEGAL })],
    [2, () => send(program, other, [sync()])],
    [3, () => timeOut(program, other)],
    [2, () => handOn(program, queue)],
    [1, () => restartQueue(program)],
    [1, () => switchQueue(program, queue, false)],
  ])();
  if (draw.chance(40)) repair(program, queue);
  for (let n = 0; n < 1 + draw.below(3); n++) {
    if (draw.chance(65)) send(program, queue, [sync()]);
    else program.ops.push({ op: 'submit', commands: sync() });
    if (draw.chance(60)) repair(program, queue);
  }
  if (draw.chance(60)) program.ops.push({ op: 'timeout', count: 0 });
}

/** An ATC_INV of a stream that the VINTF of a queue knows. */
function timeOut(program: HardwareProgram, queue: number): void {
  const [vintf] = program.assigned.get(queue) ?? [0];
  translateStream(program, vintf, program.draw.below(3), STREAMS[0], true);
  send(program, queue, [ATC_INV]);
}

/** A queue goes to another owner, and between the two the host does what it does. */
function handOn(program: HardwareProgram, queue: number): void {
  switchQueue(program, queue, false);
  program.ops.push({ op: 'submit', commands: SYNC });
  if (program.draw.chance(40)) writeIndices(program, queue);
  switchQueue(program, queue, true);
}

/** The CMD_SYNC that tells of a timeout is tried again once that is acknowledged; and so is that of the next one. */
export function tellOnce(program: HardwareProgram): void {
  const { draw } = program;
  const queue = draw.pick(program.vcmdqs);
  if (draw.chance(60)) setUpAnew(program, queue);
  for (let n = 0; n < 1 + draw.below(3); n++) {
    program.ops.push({ op: 'timeout', count: 1 });
    timeOut(program, queue);
    if (draw.chance(50)) doBetween(program, queue);
    send(program, queue, [SYNC]);
    program.ops.push({ op: 'acknowledge', vcmdq: queue });
    for (const name of ['CONS_INDX', 'GERROR']) program.readNamed(program.nameOf(queue, name));
  }
  program.ops.push({ op: 'timeout', count: 0 });
}

/** What takes nothing of a timeout that has not been told yet. */
function doBetween(program: HardwareProgram, queue: number): void {
  const { draw } = program;
  draw.pick([
    () => send(program, queue, [drawCommand(draw, STREAMS)]),
    () => program.ops.push({ op: 'submit', commands: draw.pick([ILLEGAL, SYNC]) }),
    () => {
      const idea = program.queueIdea(queue);
      const entries = 2 ** idea.log2size;
      const at = hex(idea.base + 16n * BigInt(idea.produced % entries));
      send(program, queue, [ILLEGAL]);
      program.ops.push({ op: 'memory', address: at, bytes: draw.chance(50) ? SYNC : ATC_INV }, { op: 'acknowledge', vcmdq: queue });
    },
    () => {
      switchQueue(program, queue, false);
      switchQueue(program, queue, true);
    },
  ])();
}

/** So it is on the SMMU's own queue. */
export function tellHost(program: HardwareProgram): void {
  const { draw } = program;
  const some = () => draw.pick([SYNC, ATC_INV, ILLEGAL, drawCommand(draw, STREAMS)]);
  program.ops.push({ op: 'timeout', count: 1 }, { op: 'submit', commands: ATC_INV });
  for (let n = 0; n < draw.below(3); n++) program.ops.push({ op: 'submit', commands: some() + (draw.chance(30) ? SYNC : '') });
  program.ops.push({ op: 'submit', commands: SYNC }, { op: 'timeout', count: 0 });
}

/** ATC_INVs of two queues time out, and then each of the two asks. */
export function timeOutEach(program: HardwareProgram): void {
  const { draw } = program;
  const queue = draw.pick(program.vcmdqs);
  const pair = [queue, program.otherThan(queue)];
  for (const one of pair) if (draw.chance(70)) setUpAnew(program, one);
  program.ops.push({ op: 'timeout', count: 2 });
  for (const one of pair) timeOut(program, one);
  // Neither of two that go to other owners at once takes it along.
  if (draw.chance(35)) {
    for (const one of pair) switchQueue(program, one, false);
    program.ops.push({ op: 'submit', commands: SYNC });
    for (const one of pair) switchQueue(program, one, true);
  }
  for (const one of draw.shuffled(pair)) {
    send(program, one, [SYNC]);
    program.readNamed(program.nameOf(one, 'CONS_INDX'));
  }
  program.ops.push({ op: 'timeout', count: 0 });
}
