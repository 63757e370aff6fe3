import type { Monitor } from '../monitor';
import { cleanWhenUnmapped, mappedByNumber, unmappedDescending } from './alloc-map';
import { baseOfQueue, notEnabled } from './base-of-queue';
import { convertedInvalidations } from './converted-invalidations';
import { eventsAsRead, eventsCounted } from './events-as-read';
import { freshIds } from './fresh-ids';
import { guestErrorsLeft } from './guest-errors-left';
import { issuedInvalidations } from './issued-invalidations';
import { nothingLeft } from './nothing-left';
import { matchClearedFirst, oneSlotAStreamId, replaceBeforeMatch, slotsClearAtEnable } from './stream-id-slots';
import { noOwnership, vmidBeforeEnable } from './vintf-config';
import { vmidOfStage2 } from './vmid-of-stage2';

/** What judges a kernel. */
export const KERNEL_MONITORS: readonly Monitor[] = [
  vmidBeforeEnable,
  noOwnership,
  vmidOfStage2,
  slotsClearAtEnable,
  replaceBeforeMatch,
  matchClearedFirst,
  oneSlotAStreamId,
  mappedByNumber,
  unmappedDescending,
  cleanWhenUnmapped,
  baseOfQueue,
  notEnabled,
  convertedInvalidations,
  issuedInvalidations,
  guestErrorsLeft,
  eventsAsRead,
  eventsCounted,
  freshIds,
  nothingLeft,
];
