/** Choices that a list of numbers makes, one after the other. */
export class Draw {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** All numbers have been used. */
  get over(): boolean {
    return this.#at >= this.#numbers.length;
  }

  /** A number from 0, below `limit`. */
  below(limit: number): number {
    const number = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return number % limit;
  }

  /** True so many times in a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    const chosen = list[this.below(list.length)];
    if (chosen === undefined) throw new RangeError('there is nothing to choose from');
    return chosen;
  }

  /** One of several, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let left = this.below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choice] of choices) {
      if (left < weight) return choice;
      left -= weight;
    }
    throw new RangeError('there is nothing to choose from');
  }

  /** The same in another order. */
  shuffled<T>(list: readonly T[]): T[] {
    const rest = [...list];
    const order: T[] = [];
    while (rest.length > 0) order.push(...rest.splice(this.below(rest.length), 1));
    return order;
  }

  /** Any 64 bits: few of them, many, or a bound. */
  bits64(): bigint {
    const high = BigInt(this.below(2 ** 30));
    const low = BigInt(this.below(2 ** 30));
    const any = (high << 34n) ^ (low << 2n) ^ (high >> 20n);
    return this.weighted<bigint>([
      [3, BigInt(this.below(4))],
      [2, 1n << BigInt(this.below(64))],
      [1, 0xffff_ffff_ffff_ffffn],
      [3, any],
    ]);
  }
}
