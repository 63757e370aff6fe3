import { IOMMU_PATH } from '../../../tables/uapi';
import { type File, WHO, type Who } from '../../program';
import { allocateStage2 } from './attachments';
import { DEVICES, openDevice } from './devices';
import { allocateEventQueue } from './events';
import { IOMMU, type KernelProgram } from './kernel-program';
import { IOVA, MAPPED, mapMemory, SEAMS } from './mappings';
import { allocateQueue } from './queues';
import { allocateVdevice } from './vdevices';
import { allocateViommu, mapPage } from './viommus';

/** What each process opens first, and then. */
const FIRST: Readonly<Record<Who, readonly [string, string]>> = { A: ['gpu0', 'nic0'], B: ['gpu1', 'gpu0'] };

/** A process opens its files, and has some of what a VMM sets up. */
export function beginProcess(program: KernelProgram, who: Who): void {
  const { draw } = program;
  program.begun.add(who);
  const [first, usual] = FIRST[who];
  const second = program.hasSecond && draw.chance(60) ? 'far0' : usual;
  if (draw.chance(6)) program.push({ op: 'scatter', who });
  program.push({ op: 'open', who, path: IOMMU_PATH });
  openDevice(program, who, first, 0);
  if (draw.chance(60)) openDevice(program, who, second, 1);
  if (draw.chance(20)) openDevice(program, who, draw.pick(DEVICES), 2);
  if (program.hostile && draw.chance(50)) return;
  program.ioctl(who, 'IOAS_ALLOC', {});
  if (draw.chance(70)) mapMemory(program, who, IOVA, 0, MAPPED);
  else {
    const seam = draw.pick(SEAMS);
    mapMemory(program, who, IOVA, 0, seam);
    mapMemory(program, who, IOVA + BigInt(seam), seam, MAPPED - seam);
  }
  allocateStage2(program, who);
  allocateViommu(program, who);
  if (draw.chance(80)) mapPage(program, who);
  if (draw.chance(60)) allocateEventQueue(program, who);
  for (const n of [0, 1]) if (draw.chance(80)) allocateQueue(program, who, 0, n);
  if (draw.chance(70)) allocateVdevice(program, who, 0);
  if (draw.chance(25)) {
    // Two vIOMMUs, on one stage 2 or on two.
    if (draw.chance(35)) allocateStage2(program, who);
    allocateViommu(program, who);
    mapPage(program, who);
    allocateQueue(program, who, 1, 0);
  }
}

/** The process that has not begun yet begins. */
export function beginOther(program: KernelProgram): void {
  const other = WHO.find((who) => !program.begun.has(who));
  if (other !== undefined) beginProcess(program, other);
}

/** All that a process has is closed, in any order. */
export function closeAll(program: KernelProgram, who: Who): void {
  const { draw } = program;
  for (let n = 0; n < 4; n++) program.push({ op: 'munmap', who, page: 0 });
  const files: readonly File[] = [
    { of: 'device', n: 0 },
    { of: 'device', n: 0 },
    { of: 'device', n: 0 },
    { of: 'events', n: 0 },
    { of: 'events', n: 0 },
    IOMMU,
    IOMMU,
  ];
  for (const file of draw.shuffled(files)) program.push({ op: 'close', who, file });
}
