/** Largest value of a 64-bit address or length; also ULONG_MAX of a 64-bit kernel. */
export const U64_MAX = 2n ** 64n - 1n;

/** `value` rounded down to a multiple of `unit`, a power of two. */
export function alignDown(value: bigint, unit: bigint): bigint {
  return value & ~(unit - 1n);
}

/** `value` rounded up to a multiple of `unit`, a power of two. */
export function alignUp(value: bigint, unit: bigint): bigint {
  return alignDown(value + unit - 1n, unit);
}

/** Tells whether a positive `value` is a power of two. */
export function isPowerOfTwo(value: bigint): boolean {
  return (value & (value - 1n)) === 0n;
}

/** The exponent of a power of two. */
export function log2(value: bigint): number {
  return value.toString(2).length - 1;
}

/** The smaller of two. */
export function min(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/** The larger of two. */
export function max(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}
