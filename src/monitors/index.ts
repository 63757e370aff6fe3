import { DEVICE_MONITORS } from './device';
import { HARDWARE_MONITORS } from './hardware';
import { KERNEL_MONITORS } from './kernel';
import type { Monitor } from './monitor';

export * from './judge';
export * from './monitor';

/** Every clause that can be judged by a log alone, in the order of the layers. */
export const MONITORS: readonly Monitor[] = [...DEVICE_MONITORS, ...KERNEL_MONITORS, ...HARDWARE_MONITORS];
