import type { KernelLayer } from '../../src/ports';
import { Kernel } from './kernel';

/** Linux 7.2's iommufd and its SMMUv3 and CMDQ-V drivers, as the clauses describe them. */
export const referenceKernel: KernelLayer = {
  boot: (host, below) => Kernel.boot(host, below),
};
