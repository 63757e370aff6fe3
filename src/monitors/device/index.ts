import type { Monitor } from '../monitor';
import { attemptedAllocations } from './attempted-allocations';
import { cachedPage1 } from './cached-page1';
import { acknowledgesAlone, constantParam } from './constant-registers';
import { currentBase } from './current-base';
import { freedByDisable, freedByReset, freedByVintf } from './freed-descending';
import { givenBackOnce } from './given-back-once';
import { hiddenOwnership } from './hidden-ownership';
import { leavesFirst } from './leaves-first';
import { oneInterruptAnEvent } from './one-interrupt-an-event';
import { page0PassedOn } from './page0-passed-on';
import { queueAsWritten } from './queue-as-written';
import { readFromPage } from './read-from-page';
import { readyQueue } from './ready-queue';
import { enabledBlock, enabledVintf } from './shown-enabled';
import { silentDramBase, silentStreamIds } from './silent-writes';
import { storedAllocations, storedConfig, storedVmid } from './stored-registers';
import { unmappedQueues } from './unmapped-queues';
import { vdeviceFirst } from './vdevice-first';

/** What judges a device. */
export const DEVICE_MONITORS: readonly Monitor[] = [
  readyQueue,
  queueAsWritten,
  attemptedAllocations,
  currentBase,
  freedByDisable,
  freedByVintf,
  freedByReset,
  unmappedQueues,
  silentStreamIds,
  silentDramBase,
  enabledBlock,
  enabledVintf,
  readFromPage,
  cachedPage1,
  hiddenOwnership,
  storedVmid,
  storedConfig,
  storedAllocations,
  constantParam,
  acknowledgesAlone,
  oneInterruptAnEvent,
  page0PassedOn,
  vdeviceFirst,
  leavesFirst,
  givenBackOnce,
];
