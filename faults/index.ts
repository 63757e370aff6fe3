import { ERROR_MAP_FAULTS } from './device/error-maps';
import type { Fault } from './fault';
import { QUEUE_INDEX_FAULTS } from './hardware/queue-index';
import { HW_QUEUE_FAULTS } from './kernel/hw-queue';

/** Every faulty implementation that the suite must catch. */
export const FAULTS: readonly Fault[] = [ERROR_MAP_FAULTS, HW_QUEUE_FAULTS, QUEUE_INDEX_FAULTS].flat();

/** The layer that a fault is in. */
export function layerOf({ edits }: Fault): string {
  return edits[0].module.split('/')[0] ?? '';
}
