import type { Monitor } from '../monitor';
import { acceptedCommands } from './accepted-commands';
import { coveredInvalidations, replacedStreams } from './as-given';
import { asidAsGiven, entriesInOrder } from './entries-in-order';
import { dramErrorsAlone, errorsOfMappedQueues } from './error-registers';
import { handshakes } from './handshakes';
import { indicesWithinQueue } from './indices-within-queue';
import { keptAllocations, keptConfig, keptSlots } from './kept-registers';
import { runningQueue } from './running-queue';
import { stoppedByError } from './stopped-by-error';
import { timeoutsToldOnce } from './timeouts-told-once';
import { toldByMaps } from './told-by-maps';
import { permittedCommands, streamsOfVintf, vmidOfVintf } from './vm-commands';

/** What judges hardware. */
export const HARDWARE_MONITORS: readonly Monitor[] = [
  permittedCommands,
  vmidOfVintf,
  streamsOfVintf,
  acceptedCommands,
  asidAsGiven,
  coveredInvalidations,
  replacedStreams,
  entriesInOrder,
  indicesWithinQueue,
  handshakes,
  runningQueue,
  stoppedByError,
  timeoutsToldOnce,
  toldByMaps,
  dramErrorsAlone,
  errorsOfMappedQueues,
  keptSlots,
  keptConfig,
  keptAllocations,
];
