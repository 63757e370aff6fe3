import type { KernelLayer } from '../../src/ports';
import { Kernel } from './kernel';
import { NEWEST_RELEASE, releaseCalled } from './release';

/**
 * The iommufd of a release of Linux and its SMMUv3 and CMDQ-V drivers, as the clauses describe them; of the newest release where
 * none is named.
 *
 * Left out is what no clause speaks of: requests that `src/tables/uapi` does not have, and the SMMU's own
 * stream and translation tables with the commands that keep caches in step with them.
 */
export function referenceKernel(revision: string = NEWEST_RELEASE): KernelLayer {
  const release = releaseCalled(revision);
  return { extras: ['host.driver', 'host.allocations'], boot: (host, below) => Kernel.boot(host, below, release) };
}
