import { type Identification, type IdField, idField, supportsAts } from '../../src/tables/smmu';
import { min } from './integers';
import type { TableLimits } from './ioas';

const GRANULES: readonly { readonly bytes: bigint; readonly supported: IdField }[] = [
  { bytes: 2n ** 12n, supported: 'IDR5.GRAN4K' },
  { bytes: 2n ** 14n, supported: 'IDR5.GRAN16K' },
  { bytes: 2n ** 16n, supported: 'IDR5.GRAN64K' },
];

/** Bits of a physical address, by IDR5.OAS. */
const OUTPUT_BITS: readonly bigint[] = [32n, 36n, 40n, 42n, 44n, 48n, 52n];
const DEFAULT_OUTPUT_BITS = 48n;
/** Bits of a stage-1 input address. */
const STAGE1_INPUT_BITS = 48n;
/** The granule whose tables translate all that {@link OUTPUT_BITS} names; others end at 48 bits. */
const WIDE_GRANULE = 2n ** 16n;
const NARROW_TABLE_BITS = 48n;

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
export function invalidationFeatures(smmu: Identification): InvalidationFeatures {
  return {
    ats: supportsAts(smmu),
    asidBits: idField(smmu, 'IDR0.ASID16') === 1 ? 16 : 8,
    substreams: idField(smmu, 'IDR1.SSIDSIZE') !== 0,
    ranges: idField(smmu, 'IDR3.RIL') === 1,
    wideAddresses: idField(smmu, 'IDR5.DS') === 1,
  };
}

/** What a stage-1 or stage-2 table of the SMMU can map. */
export function tableLimits(smmu: Identification, stage: 1 | 2, pageSize: bigint): TableLimits {
  const granules = GRANULES.filter(({ supported }) => idField(smmu, supported) === 1).map(({ bytes }) => bytes);
  // The host's own page size if the SMMU has it, else the next smaller, else the next larger.
  const granule = granules.findLast((bytes) => bytes <= pageSize) ?? granules[0] ?? pageSize;
  const outputBits = OUTPUT_BITS[idField(smmu, 'IDR5.OAS')] ?? DEFAULT_OUTPUT_BITS;
  const stage2InputBits = granule === WIDE_GRANULE ? outputBits : min(outputBits, NARROW_TABLE_BITS);
  const inputBits = stage === 1 ? STAGE1_INPUT_BITS : stage2InputBits;
  return { granule, lastIova: 2n ** inputBits - 1n };
}
