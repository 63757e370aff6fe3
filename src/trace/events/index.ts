import { CMDQV_EVENTS } from './cmdqv';
import { IOMMUFD_EVENTS } from './iommufd';
import { SMMU_EVENTS } from './smmu';
import type { TraceEvent } from './trace-event';

export { accessOf, errorMapOf, queuesIn, slotAccessOf } from './cmdqv';
export { commandOf } from './smmu';
export * from './trace-event';

/** Every event of a trace of QEMU that something is read from: parser, guide and what a log can show derive from these. */
export const TRACE_EVENTS: readonly TraceEvent[] = [...CMDQV_EVENTS, ...IOMMUFD_EVENTS, ...SMMU_EVENTS];

const byName = new Map(TRACE_EVENTS.map((event) => [event.name, event]));

/** The event of that name; nothing for one that tells nothing of the stack. */
export function eventNamed(name: string): TraceEvent | undefined {
  return byName.get(name);
}
