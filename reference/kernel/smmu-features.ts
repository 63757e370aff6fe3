import type { SmmuDescription } from '../../src/ports';
import { extract, type Field, field } from '../../src/tables/registers';
import type { TableLimits } from './ioas';

const COHACC = field('COHACC', 4);
const HTTU = field('HTTU', 7, 6);
const CMDQS = field('CMDQS', 25, 21);
const OAS = field('OAS', 2, 0);
const ATS = field('ATS', 10);
const ASID16 = field('ASID16', 12);
const SSIDSIZE = field('SSIDSIZE', 10, 6);
const RIL = field('RIL', 10);
const DS = field('DS', 7);
const GRANULES = [
  { bytes: 2n ** 12n, supported: field('GRAN4K', 4) },
  { bytes: 2n ** 14n, supported: field('GRAN16K', 5) },
  { bytes: 2n ** 16n, supported: field('GRAN64K', 6) },
];

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

/** What of an invalidation command's fields the SMMU implements. */
export interface InvalidationFeatures {
  readonly ats: boolean;
  readonly asidBits: number;
  readonly substreams: boolean;
  /** Commands for ranges of addresses. */
  readonly ranges: boolean;
  /** Addresses of 52 bits in pages of 4 KiB and 16 KiB. */
  readonly wideAddresses: boolean;
}

/** Read from the identification registers. */
export function invalidationFeatures({ idr }: SmmuDescription): InvalidationFeatures {
  const [idr0, idr1, , idr3, , idr5] = idr.map(BigInt);
  const has = (register: bigint | undefined, bits: Field) => extract(register ?? 0n, bits) !== 0n;
  return {
    ats: has(idr0, ATS),
    asidBits: has(idr0, ASID16) ? 16 : 8,
    substreams: has(idr1, SSIDSIZE),
    ranges: has(idr3, RIL),
    wideAddresses: has(idr5, DS),
  };
}

/** Written pages can be tracked (IOMMU_CAP_DIRTY_TRACKING). */
export function tracksDirtyPages({ idr }: SmmuDescription): boolean {
  const idr0 = BigInt(idr[0]);
  return extract(idr0, HTTU) === DIRTY_STATE && extract(idr0, COHACC) === 1n;
}

/** What a stage-1 or stage-2 table of the SMMU can map. */
export function tableLimits({ idr }: SmmuDescription, stage: 1 | 2, pageSize: bigint): TableLimits {
  const idr5 = BigInt(idr[5]);
  const outputBits = OUTPUT_BITS[Number(extract(idr5, OAS))] ?? DEFAULT_OUTPUT_BITS;
  const granules = GRANULES.filter(({ supported }) => extract(idr5, supported) === 1n).map(({ bytes }) => bytes);
  // The host's own page size if the SMMU has it, else the next smaller, else the next larger.
  const granule = granules.findLast((bytes) => bytes <= pageSize) ?? granules[0] ?? pageSize;
  const inputBits = stage === 1 ? STAGE1_INPUT_BITS : outputBits;
  return { granule, lastIova: 2n ** inputBits - 1n, lastPhysical: 2n ** outputBits - 1n };
}
