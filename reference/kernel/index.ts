import type { KernelLayer } from '../../src/ports';
import { Kernel } from './kernel';

/**
 * Linux 7.2's iommufd and its SMMUv3 and CMDQ-V drivers, as the clauses describe them.
 *
 * Left out is what no clause speaks of: requests that `src/tables/uapi` does not have, and the SMMU's own
 * stream and translation tables with the commands that keep caches in step with them.
 */
export const referenceKernel: KernelLayer = {
  boot: (host, below) => Kernel.boot(host, below),
};
