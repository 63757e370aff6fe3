import type { KernelOp } from '../../program';
import type { Draw } from '../draw';
import { drawHost } from '../draw-host';
import { askAnything } from './any-request';
import { allocateNested, allocateStage2, attachIncoherent, attachInVain, attachOrDetach, moveDevice } from './attachments';
import { goToBounds } from './bounds';
import { askOfClosed, DEVICES, openAgain, openDevice } from './devices';
import { allocateEventQueue, loseEvents, shareEvents } from './events';
import { askInformation, askInformationOfEach } from './hardware-information';
import { failSmmuQueue, stopKernelQueue, timeOut } from './host-queues';
import { invalidate, invalidateConvertible, invalidateLonger, invalidateWideRange } from './invalidations';
import { askAnyRanges, mapInterruptWindow, narrowIoas } from './iova-ranges';
import { KernelProgram } from './kernel-program';
import { lackMemory } from './lack-of-memory';
import { mapOrUnmap } from './mappings';
import { askAgain, destroyAny } from './objects';
import { alignToQueues, pinInVain, queueOverSome } from './pinned-memory';
import { beginOther, beginProcess, closeAll } from './processes';
import { stopBoth, stopTimeAndAgain } from './queue-errors';
import { allocateQueue, reuseSlot, usePage } from './queues';
import { takeManyVintfs, takeManyVmids } from './scarce-numbers';
import { useSecond } from './second-smmu';
import { stickRegister } from './stuck-registers';
import { allocateVdevice, handStreamOn, orphanVdevices, takeAllSlots } from './vdevices';
import { allocateViommu, mapGonePage, mapPage, takeAllVintfs } from './viommus';

/** Draws what VMMs ask a kernel for, such that objects that stand on many others are reached often. */
export function drawKernel(draw: Draw, most: number): readonly KernelOp[] {
  const program = new KernelProgram(draw);
  if (draw.chance(40)) {
    const host = drawHost(draw, 'kernel');
    program.push(host);
    program.host = host;
    // Mostly such a host does not come up.
    if (host.stuck !== undefined && draw.chance(50)) return program.ops;
  }
  beginProcess(program, 'A');
  if (draw.chance(35)) beginProcess(program, 'B');
  while (!draw.over && program.ops.length < most) next(program);
  // Nobody acts on a host that has shut down.
  if (draw.chance(3)) {
    program.push({ op: 'hostShutDown' });
    return program.ops;
  }
  // What is left behind shows when everything is closed.
  for (const who of program.begun) closeAll(program, who);
  if (draw.chance(3)) program.push({ op: 'removeDriver' });
  return program.ops;
}

/** What is asked for next. */
function next(program: KernelProgram): void {
  const { draw } = program;
  const who = draw.pick([...program.begun]);
  if (program.hostile && draw.chance(60)) {
    askAnything(program, who);
    return;
  }
  draw.weighted<() => void>([
    [10, () => allocateQueue(program, who, draw.below(3), draw.below(2))],
    [8, () => allocateVdevice(program, who, draw.below(3))],
    [9, () => destroyAny(program, who)],
    [7, () => stopTimeAndAgain(program, who)],
    [3, () => reuseSlot(program, who)],
    [3, () => handStreamOn(program, who)],
    [3, () => askAnyRanges(program, who)],
    [4, () => askAgain(program, who)],
    [1, () => openAgain(program, who)],
    [2, () => narrowIoas(program, who)],
    [2, () => moveDevice(program, who)],
    [14, () => invalidate(program, who)],
    [6, () => invalidateConvertible(program, who)],
    [14, () => usePage(program, who)],
    [7, () => attachOrDetach(program, who)],
    [5, () => allocateNested(program, who)],
    [4, () => allocateViommu(program, who)],
    [3, () => allocateStage2(program, who)],
    [4, () => mapPage(program, who)],
    [4, () => program.push({ op: 'munmap', who, page: draw.below(3) })],
    [4, () => allocateEventQueue(program, who)],
    [
      5,
      () =>
        program.push({
          op: 'events',
          who,
          file: draw.below(2),
          count: draw.pick([4096, 4096, 24, 24, 48, 72, 16, 8, 0, 4 + draw.below(4)]),
        }),
    ],
    [2, () => program.push({ op: 'poll', who, file: draw.below(2) })],
    [4, () => mapOrUnmap(program, who)],
    [4, () => askInformation(program, who)],
    [3, () => lackMemory(program, who)],
    [1, () => timeOut(program, who, () => next(program))],
    [1, () => program.push({ op: 'close', who, file: { of: draw.pick(['iommu', 'device', 'events'] as const), n: draw.below(2) } })],
    [1, () => openDevice(program, who, draw.pick(DEVICES), draw.below(3))],
    [4, () => askAnything(program, who)],
    [1, () => beginOther(program)],
    [2, () => stickRegister(program, () => next(program))],
    [program.hasOneVintf ? 20 : 2, () => stopKernelQueue(program)],
    [2, () => failSmmuQueue(program, who)],
    [program.isWide ? 12 : 1, () => invalidateWideRange(program, who)],
    [program.hasLargePages ? 8 : 1, () => alignToQueues(program, who)],
    [program.hasFewSlots ? 12 : 1, () => takeAllSlots(program, who)],
    [program.hasSecond ? 6 : 1, () => askInformationOfEach(program, who)],
    [2, () => pinInVain(program, who)],
    [2, () => mapGonePage(program, who)],
    [2, () => stopBoth(program, who)],
    [1, () => askOfClosed(program, who)],
    [3, () => queueOverSome(program, who)],
    [2, () => mapInterruptWindow(program, who)],
    [2, () => goToBounds(program, who)],
    [2, () => orphanVdevices(program, who)],
    [1, () => loseEvents(program, who)],
    [1, () => attachIncoherent(program, who)],
    [1, () => attachInVain(program, who)],
    [1, () => shareEvents(program, who)],
    [1, () => invalidateLonger(program, who)],
    [program.hasSecond ? 6 : 0, () => useSecond(program, who)],
    [1, () => draw.chance(20) && takeManyVintfs(program, who)],
    [1, () => draw.chance(5) && takeManyVmids(program, who)],
    [program.hasFewVintfs ? 8 : 0, () => takeAllVintfs(program, who)],
  ])();
}
