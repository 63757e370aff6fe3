import { identification } from '../../../machine';

/** What the kernel may tell of an SMMU, or of its CMDQ-V, and a VMM has to look at. */
export const INFORMATION = [
  { about: 'CMDQ-V', members: { version: 2 } },
  { about: 'CMDQ-V', members: { version: 0 } },
  { about: 'CMDQ-V', members: { log2vcmdqs: 0 } },
  { about: 'CMDQ-V', members: { log2vcmdqs: 3 } },
  { about: 'CMDQ-V', members: { log2vsids: 3 } },
  { about: 'CMDQ-V', members: { log2vsids: 6 } },
  { about: 'CMDQ-V', members: { data_type: 2 } },
  { about: 'CMDQ-V', members: { flags: 1 } },
  { about: 'SMMU', members: { data_type: 1 } },
  { about: 'SMMU', members: { flags: 0x8000_0000 } },
  { about: 'SMMU', members: { idr5: 0x10_0055 } },
  { about: 'SMMU', members: { idr0: 0 } },
  { about: 'SMMU', members: { idr0: without(0, 'ATS') } },
  { about: 'SMMU', members: { idr1: without(1, 'SSIDSIZE') } },
  { about: 'SMMU', members: { idr3: without(3, 'RIL') } },
] as const;

/** An ID register of the usual host, with a field of it 0. */
function without(register: 0 | 1 | 3 | 5, field: string): number {
  return identification([[`IDR${register}.${field}`, 0n]]).idr[register] ?? 0;
}
