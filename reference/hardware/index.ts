import type { HardwareLayer } from '../../src/ports';
import { SparseMemory } from '../memory/sparse-memory';
import { SmmuHardware } from './smmu-hardware';

/** The hardware as the clauses describe it. */
export const referenceHardware: HardwareLayer = {
  createMemory: () => new SparseMemory(),
  create: async (smmu, below) => new SmmuHardware(smmu, below),
};
