/** Register values by name; reset brings back what the register table says. */
export class RegisterFile {
  readonly #resets: ReadonlyMap<string, bigint>;
  readonly #values: Map<string, bigint>;

  constructor(resets: ReadonlyMap<string, bigint>) {
    this.#resets = resets;
    this.#values = new Map(resets);
  }

  get(name: string): bigint {
    const value = this.#values.get(name);
    if (value === undefined) throw new RangeError(`no register ${name} here`);
    return value;
  }

  set(name: string, value: bigint): void {
    this.#values.set(name, value);
  }

  /** Sets the bits of `mask`. */
  raise(name: string, mask: bigint): void {
    this.set(name, this.get(name) | mask);
  }

  /** Clears the bits of `mask`. */
  lower(name: string, mask: bigint): void {
    this.set(name, this.get(name) & ~mask);
  }

  /** All of the bits of `mask` are set. */
  has(name: string, mask: bigint): boolean {
    return (this.get(name) & mask) === mask;
  }

  reset(): void {
    for (const [name, value] of this.#resets) this.#values.set(name, value);
  }
}
