import type { Monitor } from '../monitor';
import { keptAllocations, keptSlots } from './kept-registers';
import { runningQueue } from './running-queue';
import { stoppedByError } from './stopped-by-error';
import { toldByMaps } from './told-by-maps';
import { permittedCommands, streamsOfVintf, vmidOfVintf } from './vm-commands';

/** What judges hardware. */
export const HARDWARE_MONITORS: readonly Monitor[] = [
  permittedCommands,
  vmidOfVintf,
  streamsOfVintf,
  runningQueue,
  stoppedByError,
  toldByMaps,
  keptSlots,
  keptAllocations,
];
