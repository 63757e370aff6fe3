import { ACCESS_FAULTS } from './device/access';
import { AFTERMATH_FAULTS } from './device/aftermath';
import { ALLOCATION_FAULTS } from './device/allocation';
import { ATTACH_FAULTS } from './device/attach';
import { BACKED_PROPERTY_FAULTS } from './device/backed-properties';
import { BOUNDARY_FAULTS } from './device/boundaries';
import { DEVICE_END_FAULTS } from './device/ends';
import { ERROR_MAP_FAULTS } from './device/error-maps';
import { EVENT_FAULTS } from './device/events';
import { FIRMWARE_FAULTS } from './device/firmware';
import { INTERPLAY_FAULTS } from './device/interplay';
import { LAYOUT_FAULTS } from './device/layout';
import { MIGRATION_FAULTS } from './device/migration';
import { DEVICE_OTHER_BIT_FAULTS } from './device/other-bits';
import { DEVICE_OVER_TIME_FAULTS } from './device/over-time';
import { PLUGGING_FAULTS } from './device/plugging';
import { PROPERTY_FAULTS } from './device/properties';
import { DEVICE_REFUSED_ONCE_FAULTS } from './device/refused-once';
import { REGISTER_FAULTS } from './device/registers';
import { SMMU_EVENT_FAULTS } from './device/smmu-events';
import { STREAM_FAULTS } from './device/streams';
import { STREAMS_OVER_TIME_FAULTS } from './device/streams-over-time';
import { TEARDOWN_FAULTS } from './device/teardown';
import { TRAPPED_QUEUE_FAULTS } from './device/trapped-queue';
import { TWO_SMMU_FAULTS } from './device/two-smmus';
import { WINDOW_FAULTS } from './device/window';
import type { Fault, Variant } from './fault';
import { HARDWARE_END_FAULTS } from './hardware/ends';
import { ISOLATION_FAULTS } from './hardware/isolation';
import { HARDWARE_OTHER_BIT_FAULTS } from './hardware/other-bits';
import { HARDWARE_OVER_TIME_FAULTS } from './hardware/over-time';
import { QUEUE_FAULTS } from './hardware/queue';
import { QUEUE_INDEX_FAULTS } from './hardware/queue-index';
import { KERNEL_ATTACH_FAULTS } from './kernel/attach';
import { KERNEL_END_FAULTS } from './kernel/ends';
import { EVENT_QUEUE_FAULTS } from './kernel/event-queue';
import { KERNEL_FULL_WIDTH_FAULTS } from './kernel/full-width';
import { HW_QUEUE_FAULTS } from './kernel/hw-queue';
import { INVALIDATION_FAULTS } from './kernel/invalidation';
import { IOAS_FAULTS } from './kernel/ioas';
import { MEMORY_SHORTAGE_FAULTS } from './kernel/memory-shortage';
import { NUMBERS_OVER_TIME_FAULTS } from './kernel/numbers-over-time';
import { OBJECT_FAULTS } from './kernel/objects';
import { KERNEL_OVER_TIME_FAULTS } from './kernel/over-time';
import { QUEUE_RESET_FAULTS } from './kernel/queue-reset';
import { KERNEL_REFUSED_ONCE_FAULTS } from './kernel/refused-once';
import { REFUSED_USER_FAULTS } from './kernel/refused-users';
import { REQUEST_FAULTS } from './kernel/requests';
import { SEVERAL_SMMU_FAULTS } from './kernel/several-smmus';
import { VINTF_FAULTS } from './kernel/vintf';

/** Every faulty implementation that the suite must catch: by layer, by subject. */
export const FAULTS: readonly Fault[] = [
  LAYOUT_FAULTS,
  AFTERMATH_FAULTS,
  ACCESS_FAULTS,
  REGISTER_FAULTS,
  ALLOCATION_FAULTS,
  MIGRATION_FAULTS,
  WINDOW_FAULTS,
  TEARDOWN_FAULTS,
  ERROR_MAP_FAULTS,
  EVENT_FAULTS,
  ATTACH_FAULTS,
  STREAM_FAULTS,
  SMMU_EVENT_FAULTS,
  FIRMWARE_FAULTS,
  PROPERTY_FAULTS,
  BACKED_PROPERTY_FAULTS,
  TWO_SMMU_FAULTS,
  INTERPLAY_FAULTS,
  BOUNDARY_FAULTS,
  TRAPPED_QUEUE_FAULTS,
  MEMORY_SHORTAGE_FAULTS,
  OBJECT_FAULTS,
  REQUEST_FAULTS,
  HW_QUEUE_FAULTS,
  QUEUE_RESET_FAULTS,
  VINTF_FAULTS,
  EVENT_QUEUE_FAULTS,
  INVALIDATION_FAULTS,
  QUEUE_INDEX_FAULTS,
  QUEUE_FAULTS,
  ISOLATION_FAULTS,
  DEVICE_OVER_TIME_FAULTS,
  PLUGGING_FAULTS,
  STREAMS_OVER_TIME_FAULTS,
  DEVICE_REFUSED_ONCE_FAULTS,
  KERNEL_OVER_TIME_FAULTS,
  NUMBERS_OVER_TIME_FAULTS,
  KERNEL_ATTACH_FAULTS,
  IOAS_FAULTS,
  SEVERAL_SMMU_FAULTS,
  KERNEL_REFUSED_ONCE_FAULTS,
  HARDWARE_OVER_TIME_FAULTS,
  DEVICE_END_FAULTS,
  KERNEL_END_FAULTS,
  HARDWARE_END_FAULTS,
  DEVICE_OTHER_BIT_FAULTS,
  KERNEL_FULL_WIDTH_FAULTS,
  REFUSED_USER_FAULTS,
  HARDWARE_OTHER_BIT_FAULTS,
].flat();

/** The layer that a variant of the reference is in. */
export function layerOf({ edits }: Variant): string {
  return edits[0].module.split('/')[0] ?? '';
}
