import type { Half } from '../../src/tables/registers';

/** A 64-bit register, reached through its 32-bit halves; an 8-byte access reaches both. */
export class WideRegister {
  #low = 0;
  #high = 0;

  get value(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  get low(): number {
    return this.#low;
  }

  read(half: Half): number {
    return half === 'high' ? this.#high : this.#low;
  }

  write(half: Half, value: number): void {
    if (half === 'high') this.#high = value;
    else this.#low = value;
  }
}
