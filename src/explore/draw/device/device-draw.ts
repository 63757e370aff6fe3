import { type DeviceOp, WHO } from '../../program';
import type { Draw } from '../draw';
import { drawHost } from '../draw-host';
import { accessAnything, readAny, writeField } from './accesses';
import { bringUp, kexec } from './bring-up';
import { DeviceProgram } from './device-program';
import { reportEvents } from './events';
import { INFORMATION } from './information';
import { resetMachine, shutDown, startMachine } from './lives';
import { configureAfterRefusal, configureStreams, submitIllegal, submitTrapped } from './own-queue';
import { DEVICES, replug } from './plugging';
import { acknowledge, bringUpQueue, resetQueue, restartQueue, sendCommands } from './queues';
import { handleWithoutHardware } from './queues-without-hardware';
import { refuseRequest } from './refusals';
import { accessSmmu, setUpEventQueue } from './smmu';
import { STREAMS, translateStream, writeStreamEntry } from './streams';

/** Draws what guests and users do, such that states that take many steps are reached often. */
export function drawDevice(draw: Draw, most: number): readonly DeviceOp[] {
  const program = new DeviceProgram(draw);
  if (draw.chance(35)) {
    program.host = drawHost(draw, 'device');
    program.push(program.host);
  }
  startMachine(program, 'A');
  if (!program.hostile && draw.chance(85)) bringUp(program, 'A');
  if (draw.chance(30)) {
    startMachine(program, 'B');
    if (!program.hostile) bringUp(program, 'B');
  }
  while (!draw.over && program.ops.length < most) next(program);
  for (const who of WHO) if (program.vms[who].running) program.push({ op: 'look', who });
  if (draw.chance(50)) for (const who of WHO) shutDown(program, who);
  return program.ops;
}

/** What is done next. */
function next(program: DeviceProgram): void {
  const { draw } = program;
  const running = WHO.filter((who) => program.vms[who].running);
  const [first] = running;
  if (first === undefined) {
    startMachine(program, 'A');
    return;
  }
  const who = draw.pick(running);
  program.atSecond = program.vms[who].twice && draw.chance(50);
  if (program.hostile && draw.chance(70)) {
    accessAnything(program, who);
    return;
  }
  draw.weighted<() => void>([
    [22, () => sendCommands(program, who)],
    [8, () => bringUpQueue(program, who, draw.below(2))],
    [10, () => writeField(program, who)],
    [12, () => accessAnything(program, who)],
    [8, () => readAny(program, who)],
    [5, () => acknowledge(program, who, draw.below(2))],
    [5, () => restartQueue(program, who, draw.below(2))],
    [4, () => resetQueue(program, who, draw.below(2))],
    [4, () => handleWithoutHardware(program, who)],
    [4, () => translateStream(program, who)],
    [6, () => writeStreamEntry(program, who)],
    [7, () => submitTrapped(program, who)],
    [3, () => configureStreams(program, who)],
    [2, () => configureAfterRefusal(program, who)],
    [2, () => submitIllegal(program, who)],
    [3, () => replug(program, who)],
    [4, () => accessSmmu(program, who)],
    [3, () => program.push({ op: 'look', who })],
    [5, () => reportEvents(program, who)],
    [1, () => setUpEventQueue(program, who)],
    [2, () => program.push({ op: 'firmware', who })],
    [1, () => program.push({ op: 'spoil', opcode: draw.pick([0x11, 0x12, 0x46, 0x40]), as: draw.pick(['illegal', 'abort'] as const) })],
    [1, () => program.push({ op: 'inform', who, ...draw.pick(INFORMATION) })],
    [3, () => program.push({ op: 'plug', who, device: draw.pick(DEVICES), streamId: draw.pick(STREAMS) })],
    [3, () => program.push({ op: 'unplug', who, device: draw.pick(DEVICES) })],
    [5, () => refuseRequest(program, who, () => next(program))],
    [1, () => program.push({ op: 'timeout', count: draw.below(3) })],
    [2, () => resetMachine(program, who)],
    [2, () => kexec(program, who)],
    [1, () => shutDown(program, who)],
    [1, () => startMachine(program, draw.pick(WHO))],
  ])();
}
