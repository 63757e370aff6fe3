import type { Field, Half } from '../../tables/registers';

/** Where a field lies in one 32-bit half of its register. */
interface Part {
  readonly name: string;
  readonly mask: number;
}

const HALF = 32n;

/** Fields of a register that have been seen as 0, and as something else. */
export class SeenFields {
  readonly #parts: readonly [readonly Part[], readonly Part[]];
  readonly #zero = new Set<string>();
  readonly #other = new Set<string>();
  #empty = false;

  constructor(fields: readonly Field[]) {
    this.#parts = [partsIn(fields, 0), partsIn(fields, 32)];
  }

  /** Takes a value of the whole register, or of the half at `half`. */
  take(value: bigint, half: Half): void {
    // Nearly all values of a large block are 0.
    if (value === 0n) this.#empty = true;
    else if (half === 'high') this.#takeHalf(1, value);
    else {
      this.#takeHalf(0, value);
      if (half === 'whole') this.#takeHalf(1, value >> HALF);
    }
  }

  /** Tells whether a field has been seen as `value`. */
  has(field: string, value: 'zero' | 'other'): boolean {
    return value === 'other' ? this.#other.has(field) : this.#empty || this.#zero.has(field);
  }

  #takeHalf(half: 0 | 1, value: bigint): void {
    const bits = Number(BigInt.asUintN(32, value)) | 0;
    for (const { mask, name } of this.#parts[half]) ((bits & mask) === 0 ? this.#zero : this.#other).add(name);
  }
}

function partsIn(fields: readonly Field[], from: 0 | 32): readonly Part[] {
  return fields
    .filter(({ high, low }) => high >= from && low < from + 32)
    .map(({ high, low, name }) => {
      const [first, last] = [Math.max(low, from) - from, Math.min(high, from + 31) - from];
      return { name, mask: Number(BigInt.asIntN(32, ((1n << BigInt(last - first + 1)) - 1n) << BigInt(first))) };
    });
}
