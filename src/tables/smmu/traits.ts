import type { SmmuDescription } from '../../ports';
import { type Identification, idField } from './id-registers';

/** What Linux's driver makes of an SMMU's description. Nothing here is told a second time: all follows from registers and firmware. */

const ARM = 0x43b;
const MMU_600 = 0x483;
const MMU_700 = 0x487;
/** The first MMU-600 without erratum 1209401, by IIDR.Variant. */
const MMU_600_NESTS = 2;
/** IDR0.HTTU from which on hardware updates the dirty state; with 3 it updates the access flag of tables, too. */
const DIRTY_STATE = 2;

/** Stage 1 and stage 2 can be nested: it has both, and no erratum that keeps the driver from it. */
export function nestsStages(smmu: Identification): boolean {
  if (idField(smmu, 'IDR0.S1P') === 0 || idField(smmu, 'IDR0.S2P') === 0) return false;
  if (isArms(smmu, MMU_600)) return idField(smmu, 'IIDR.Variant') >= MMU_600_NESTS; // erratum 1209401
  return !isArms(smmu, MMU_700); // errata 2268618, 2812531
}

/** Each batch of commands has to end with a CMD_SYNC: erratum 2812531 of the MMU-700. */
export function hasForceSyncErratum(smmu: Identification): boolean {
  return isArms(smmu, MMU_700);
}

/** Stage 2 can force write-back cacheability (S2FWB). */
export function forcesWriteBack(smmu: Identification): boolean {
  return idField(smmu, 'IDR3.FWB') === 1;
}

/** Bits of a VMID. */
export function vmidBits(smmu: Identification): number {
  return idField(smmu, 'IDR0.VMID16') === 1 ? 16 : 8;
}

/** log2 of the largest command queue, in entries. */
export function cmdqsOf(smmu: Identification): number {
  return idField(smmu, 'IDR1.CMDQS');
}

/** Written pages can be tracked (IOMMU_CAP_DIRTY_TRACKING). That firmware says coherent counts, not IDR0.COHACC. */
export function tracksDirtyPages(smmu: SmmuDescription): boolean {
  return idField(smmu, 'IDR0.HTTU') >= DIRTY_STATE && smmu.firmwareCoherent;
}

/** The SMMU passes ATS on; whether a device uses it depends on the device, too. */
export function supportsAts(smmu: Identification): boolean {
  return idField(smmu, 'IDR0.ATS') === 1;
}

function isArms(smmu: Identification, product: number): boolean {
  return idField(smmu, 'IIDR.Implementer') === ARM && idField(smmu, 'IIDR.ProductID') === product;
}
