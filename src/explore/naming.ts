/** Numbers that an implementation may choose, by the order in which they are seen first. */
export class Naming {
  readonly #names = new Map<string, Map<bigint, string>>();

  /** Whether it has come. */
  knows(kind: string, value: bigint | number): boolean {
    return this.#names.get(kind)?.has(BigInt(value)) === true;
  }

  /** `VMID#0` for the VMID that came first. */
  of(kind: string, value: bigint | number): string {
    const known = this.#names.get(kind) ?? new Map<bigint, string>();
    this.#names.set(kind, known);
    const name = known.get(BigInt(value)) ?? `${kind}#${known.size}`;
    known.set(BigInt(value), name);
    return name;
  }
}
