import type { Alternative } from './alternative';
import { DEVICE_ACCESS_ALTERNATIVES } from './device/accesses';
import { DEVICE_CHOICE_ALTERNATIVES } from './device/choices';
import { DEALING_ALTERNATIVES } from './device/dealings';
import { EVENT_FILE_ALTERNATIVES } from './device/event-files';
import { FIRMWARE_ALTERNATIVES } from './device/firmware';
import { GIVING_BACK_ALTERNATIVES } from './device/giving-back';
import { INVALIDATION_ALTERNATIVES } from './device/invalidations';
import { LIFETIME_ALTERNATIVES } from './device/lifetimes';
import { MANNER_ALTERNATIVES } from './device/manners';
import { DEVICE_MEMORY_ALTERNATIVES } from './device/memory';
import { DEVICE_OBJECT_ALTERNATIVES } from './device/objects';
import { DEVICE_REGISTER_ALTERNATIVES } from './device/registers';
import { DEVICE_REQUEST_ALTERNATIVES } from './device/requests';
import { CHOICE_ALTERNATIVES } from './hardware/choices';
import { LATCH_ALTERNATIVES } from './hardware/latches';
import { QUEUE_ALTERNATIVES } from './hardware/queues';
import { REGISTER_ALTERNATIVES } from './hardware/registers';
import { SLOT_ALTERNATIVES } from './hardware/slots';
import { STATUS_ALTERNATIVES } from './hardware/status';
import { TIMING_ALTERNATIVES } from './hardware/timing';
import { ACCESS_ALTERNATIVES } from './kernel/accesses';
import { KERNEL_CHOICE_ALTERNATIVES } from './kernel/choices';
import { COMMAND_ALTERNATIVES } from './kernel/commands';
import { HABIT_ALTERNATIVES } from './kernel/habits';
import { NUMBER_ALTERNATIVES } from './kernel/numbers';
import { OWN_QUEUE_ALTERNATIVES } from './kernel/own-queues';
import { REQUEST_ALTERNATIVES } from './kernel/requests';
import { WAY_ALTERNATIVES } from './kernel/ways';

/** Every legitimately different implementation that the suite must accept: by layer, by subject. */
export const ALTERNATIVES: readonly Alternative[] = [
  DEVICE_REQUEST_ALTERNATIVES,
  INVALIDATION_ALTERNATIVES,
  DEVICE_MEMORY_ALTERNATIVES,
  EVENT_FILE_ALTERNATIVES,
  GIVING_BACK_ALTERNATIVES,
  DEVICE_REGISTER_ALTERNATIVES,
  DEVICE_ACCESS_ALTERNATIVES,
  DEVICE_CHOICE_ALTERNATIVES,
  DEVICE_OBJECT_ALTERNATIVES,
  LIFETIME_ALTERNATIVES,
  DEALING_ALTERNATIVES,
  FIRMWARE_ALTERNATIVES,
  MANNER_ALTERNATIVES,
  NUMBER_ALTERNATIVES,
  ACCESS_ALTERNATIVES,
  COMMAND_ALTERNATIVES,
  OWN_QUEUE_ALTERNATIVES,
  REQUEST_ALTERNATIVES,
  KERNEL_CHOICE_ALTERNATIVES,
  HABIT_ALTERNATIVES,
  WAY_ALTERNATIVES,
  QUEUE_ALTERNATIVES,
  REGISTER_ALTERNATIVES,
  SLOT_ALTERNATIVES,
  CHOICE_ALTERNATIVES,
  STATUS_ALTERNATIVES,
  TIMING_ALTERNATIVES,
  LATCH_ALTERNATIVES,
].flat();
