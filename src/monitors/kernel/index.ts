import type { Monitor } from '../monitor';
import { cleanWhenUnmapped, mappedByNumber, unmappedDescending } from './alloc-map';
import { askedInvalidations } from './asked-invalidations';
import { baseOfQueue, notEnabled } from './base-of-queue';
import { convertedInvalidations } from './converted-invalidations';
import { disabledVintf } from './disabled-vintf';
import { enabledVintf } from './enabled-vintf';
import { eventsAsRead, eventsCounted } from './events-as-read';
import { freshIds, secondId } from './fresh-ids';
import { guestErrorsLeft } from './guest-errors-left';
import { capabilitiesTold, idRegistersTold, oneFlagTold, parametersTold } from './hardware-info';
import { issuedInvalidations, timeoutsTold } from './issued-invalidations';
import { leavesFirst } from './leaves-first';
import { lockedMemory } from './locked-memory';
import { lowestRange } from './mmap-ranges';
import { nothingLeft } from './nothing-left';
import { ownVintf } from './own-vintf';
import { acknowledged, addressesCleared, disabledFirst, flushed, indicesCleared } from './queue-reset';
import { refusedQueues } from './refused-queues';
import { matchClearedFirst, oneSlotAStreamId, oneVdeviceADevice, replaceBeforeMatch, slotsClearAtEnable } from './stream-id-slots';
import { goesWithDevice } from './unbound-devices';
import { usedObjects, usedViommus } from './used-objects';
import { noOwnership, vmidBeforeEnable } from './vintf-config';
import { lowestVintf, nothingMappedAtReset } from './vintf-numbers';
import { vmidOfStage2 } from './vmid-of-stage2';

/** What judges a kernel. */
export const KERNEL_MONITORS: readonly Monitor[] = [
  nothingMappedAtReset,
  lowestVintf,
  vmidBeforeEnable,
  enabledVintf,
  disabledVintf,
  ownVintf,
  noOwnership,
  vmidOfStage2,
  slotsClearAtEnable,
  replaceBeforeMatch,
  matchClearedFirst,
  oneSlotAStreamId,
  oneVdeviceADevice,
  goesWithDevice,
  mappedByNumber,
  unmappedDescending,
  cleanWhenUnmapped,
  disabledFirst,
  flushed,
  indicesCleared,
  addressesCleared,
  acknowledged,
  baseOfQueue,
  notEnabled,
  refusedQueues,
  lockedMemory,
  convertedInvalidations,
  issuedInvalidations,
  askedInvalidations,
  timeoutsTold,
  guestErrorsLeft,
  eventsAsRead,
  eventsCounted,
  freshIds,
  secondId,
  usedObjects,
  usedViommus,
  lowestRange,
  idRegistersTold,
  oneFlagTold,
  parametersTold,
  capabilitiesTold,
  nothingLeft,
  leavesFirst,
];
