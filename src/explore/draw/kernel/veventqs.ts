import type { Who } from '../../program';
import type { KernelProgram } from './kernel-program';

/** A vEVENTQ of the n-th vIOMMU. */
export function allocateVeventq(program: KernelProgram, who: Who, n: number, type: number, veventq_depth: number): void {
  program.ioctl(who, 'VEVENTQ_ALLOC', { viommu_id: { kind: 'vIOMMU', n, live: true }, type, veventq_depth });
}
