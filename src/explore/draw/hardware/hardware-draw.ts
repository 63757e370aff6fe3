import type { HardwareOp } from '../../program';
import { VCMDQS, VINTFS } from '../../stages/hardware-stage';
import { drawCommand } from '../commands';
import type { Draw } from '../draw';
import { drawHost } from '../draw-host';
import { accessAnything, readAny, writeField } from './accesses';
import { acknowledge, maskErrors, stopFirst, stopMeanwhile } from './errors';
import { HardwareProgram, isNear } from './hardware-program';
import { restartQueue, setUpQueue, unmapQueue } from './queues';
import { retargetSlot, sendAny } from './sending';
import { tellHost, tellOnce, timeOutAnyhow, timeOutEach } from './timeouts';
import { configureVintf, STREAMS, translateAny } from './vintfs';

/** Draws what a kernel and the guests of its VINTFs do to a block. */
export function drawHardware(draw: Draw, most: number): readonly HardwareOp[] {
  const program = new HardwareProgram(draw);
  if (draw.chance(30)) {
    program.host = drawHost(draw, 'hardware');
    program.ops.push(program.host);
  }
  if (program.host?.cmdqv === undefined && draw.chance(25)) [program.vintfs, program.vcmdqs] = [VINTFS, VCMDQS];
  if (!program.hostile || draw.chance(40)) bringUp(program);
  while (!draw.over && program.ops.length < most) next(program);
  program.ops.push({ op: 'look' });
  return program.ops;
}

/** What is done next. */
function next(program: HardwareProgram): void {
  const { draw } = program;
  if (program.hostile && draw.chance(60)) {
    accessAnything(program);
    return;
  }
  draw.weighted<() => void>([
    [28, () => sendAny(program)],
    [8, () => setUpQueue(program, draw.pick(program.vcmdqs))],
    [6, () => configureVintf(program, draw.pick(program.vintfs))],
    [8, () => translateAny(program, draw.pick(program.vintfs))],
    [9, () => acknowledge(program)],
    [8, () => restartQueue(program)],
    [5, () => unmapQueue(program)],
    [10, () => writeField(program)],
    [6, () => accessAnything(program)],
    [6, () => readAny(program)],
    [
      4,
      () =>
        program.ops.push({ op: 'submit', commands: Array.from({ length: 1 + draw.below(4) }, () => drawCommand(draw, STREAMS)).join('') }),
    ],
    [4, () => program.ops.push({ op: 'look' })],
    [1, () => program.ops.push({ op: 'spoil', opcode: draw.pick([0x11, 0x12, 0x46, 0x40]), as: draw.pick(['illegal', 'abort'] as const) })],
    [1, () => program.ops.push({ op: 'timeout', count: draw.below(3) })],
    [4, () => timeOutAnyhow(program)],
    [3, () => tellOnce(program)],
    [1, () => tellHost(program)],
    [1, () => timeOutEach(program)],
    [1, () => stopMeanwhile(program)],
    [3, () => retargetSlot(program)],
    [2, () => maskErrors(program)],
    [1, () => program.write('CMDQV_CONFIG', BigInt(draw.below(2)))],
  ])();
}

/** What a kernel does first: VINTFs, streams of theirs, and queues. */
function bringUp(program: HardwareProgram): void {
  const { draw } = program;
  program.write('CMDQV_CONFIG', 1n);
  for (const vintf of program.vintfs) {
    if (vintf > 0 && draw.chance(40)) continue;
    configureVintf(program, vintf);
    for (let n = 0; n < 2; n++) if (draw.chance(70)) translateAny(program, vintf);
  }
  const count = 2 + draw.below(3);
  for (const queue of program.vcmdqs) if (queue < count || (!isNear(queue) && draw.chance(70))) setUpQueue(program, queue);
  if (draw.chance(30)) stopFirst(program);
}
