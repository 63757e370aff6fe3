import { DEVICE_TOLERANCES } from './device';
import { HARDWARE_TOLERANCES } from './hardware';
import { KERNEL_TOLERANCES } from './kernel';
import type { Tolerance } from './tolerance';

export { Course } from './course';
export { Failures } from './failures';
export type { FactDifference, Tolerance } from './tolerance';

/** All differences that are accepted: one place, each with what accepts it. */
export const TOLERANCES: readonly Tolerance[] = [...DEVICE_TOLERANCES, ...KERNEL_TOLERANCES, ...HARDWARE_TOLERANCES];
