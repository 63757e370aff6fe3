import type { Field } from '../../tables/registers';

const LOW = 0xffff_ffffn;
const HALF = 32n;

/** Bits of a register that have been seen as 1, and as 0. */
export class SeenBits {
  readonly #ones: [number, number] = [0, 0];
  readonly #zeros: [number, number] = [0, 0];

  /** Takes a value of the whole register, or of the half at `half`. */
  take(value: bigint, half: 'whole' | 'low' | 'high'): void {
    if (half === 'high') this.#takeHalf(1, value);
    else {
      this.#takeHalf(0, value & LOW);
      if (half === 'whole') this.#takeHalf(1, value >> HALF);
    }
  }

  /** Tells whether bit `position` has been seen as `value`. */
  has(position: number, value: 0 | 1): boolean {
    const seen = value === 1 ? this.#ones : this.#zeros;
    return (((position < 32 ? seen[0] : seen[1]) >>> (position % 32)) & 1) === 1;
  }

  #takeHalf(half: 0 | 1, value: bigint): void {
    const bits = Number(value) | 0;
    this.#ones[half] |= bits;
    this.#zeros[half] |= ~bits;
  }
}

/** Names of a field's bits: `ALLOC`, `RD[0]`; with their positions in the register. */
export function bitsOf({ name, high, low }: Field): readonly { readonly name: string; readonly position: number }[] {
  if (high === low) return [{ name, position: low }];
  return Array.from({ length: high - low + 1 }, (_, bit) => ({ name: `${name}[${bit}]`, position: low + bit }));
}
