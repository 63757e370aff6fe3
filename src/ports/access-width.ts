/** Width of one MMIO access, in bytes. */
export type AccessWidth = 1 | 2 | 4 | 8;

/** All access widths, narrowest first. */
export const ACCESS_WIDTHS: readonly AccessWidth[] = [1, 2, 4, 8];

/** Keeps the low `width` bytes of `value`: what an access of that width can carry. */
export function truncate(value: bigint, width: AccessWidth): bigint {
  return BigInt.asUintN(width * 8, value);
}
