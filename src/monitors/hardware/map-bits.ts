import type { Register } from '../../tables/registers';

const WORD_BITS = 32;
const BYTE_BITS = 8;

/** A part of an error map. */
export interface MapBits {
  /** The first bit that it tells, and the one behind the last, by their place in the whole map. */
  readonly from: number;
  readonly to: number;
  /** Those that are set. */
  readonly bits: readonly number[];
}

/** The bits that a read of an error map gave. */
export function bitsOf(value: bigint, width: number, { element }: Register): MapBits {
  const from = element * WORD_BITS;
  const bits: number[] = [];
  for (let at = 0, rest = value; rest > 0n; at += 1, rest >>= 1n) if ((rest & 1n) === 1n) bits.push(from + at);
  return { from, to: from + width * BYTE_BITS, bits };
}
