import type { SmmuDescription } from '../../src/ports';
import { extract, field } from '../../src/registers';
import type { TableLimits } from './ioas';

const COHACC = field('COHACC', 4);
const HTTU = field('HTTU', 7, 6);
const CMDQS = field('CMDQS', 25, 21);
const OAS = field('OAS', 2, 0);

/** Bits of a physical address, by IDR5.OAS. */
const OUTPUT_BITS: readonly bigint[] = [32n, 36n, 40n, 42n, 44n, 48n, 52n];
const DEFAULT_OUTPUT_BITS = 48n;
/** Bits of a stage-1 input address. */
const STAGE1_INPUT_BITS = 48n;
/** HTTU value for hardware update of the dirty state. */
const DIRTY_STATE = 2n;

/** log2 of the largest command queue, in entries. */
export function cmdqsOf({ idr }: SmmuDescription): number {
  return Number(extract(BigInt(idr[1]), CMDQS));
}

/** Written pages can be tracked (IOMMU_CAP_DIRTY_TRACKING). */
export function tracksDirtyPages({ idr }: SmmuDescription): boolean {
  const idr0 = BigInt(idr[0]);
  return extract(idr0, HTTU) === DIRTY_STATE && extract(idr0, COHACC) === 1n;
}

/** What a stage-1 or stage-2 table of the SMMU can map; it has granules of the size of every host's pages. */
export function tableLimits({ idr }: SmmuDescription, stage: 1 | 2, pageSize: bigint): TableLimits {
  const outputBits = OUTPUT_BITS[Number(extract(BigInt(idr[5]), OAS))] ?? DEFAULT_OUTPUT_BITS;
  const inputBits = stage === 1 ? STAGE1_INPUT_BITS : outputBits;
  return { granule: pageSize, lastIova: 2n ** inputBits - 1n, lastPhysical: 2n ** outputBits - 1n };
}
