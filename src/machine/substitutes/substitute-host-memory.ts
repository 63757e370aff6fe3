import type { HostMemory } from '../../ports';
import { COMMAND_BYTES } from '../../tables/commands';

/** What becomes of a command that is read: another in its place, or nothing, as where the access is aborted. */
export type Spoilt = Uint8Array | 'abort';

/** Memory as an SMMU reads it, which gives what is there until a scenario has it give something else for a command. */
export class SubstituteHostMemory implements HostMemory {
  readonly #inner: HostMemory;
  readonly #given: () => void;
  #next: { readonly opcode: number; readonly instead: Spoilt } | undefined;
  /** The command for which a read of several was aborted: who reads them one by one then finds out which it was. */
  #aborted: bigint | undefined;

  /** `given` is told of each answer that is the suite's own. */
  constructor(inner: HostMemory, given: () => void) {
    this.#inner = inner;
    this.#given = given;
  }

  /** The next command with that opcode that is read, alone or among others, or its first half, is another. */
  spoilNext(opcode: number, instead: Spoilt): void {
    this.#next = { opcode, instead };
    this.#aborted = undefined;
  }

  async read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    const bytes = await this.#inner.read(address, length);
    if (this.#aborted !== undefined && address <= this.#aborted && this.#aborted < address + BigInt(length)) {
      this.#aborted = undefined;
      if (length <= COMMAND_BYTES) return undefined;
    }
    if (this.#next === undefined || bytes === undefined) return bytes;
    const { opcode, instead } = this.#next;
    const place = commandPlaces(address, length).find((at) => bytes[at] === opcode);
    if (place === undefined) return bytes;
    this.#next = undefined;
    this.#given();
    if (instead !== 'abort') return Uint8Array.from(bytes, (byte, at) => instead[at - place] ?? byte);
    if (length > COMMAND_BYTES) this.#aborted = address + BigInt(place);
    return undefined;
  }

  write(address: bigint, bytes: Uint8Array): Promise<boolean> {
    return this.#inner.write(address, bytes);
  }
}

/** Where commands begin in what is read. */
function commandPlaces(address: bigint, length: number): readonly number[] {
  const first = Number(-address & BigInt(COMMAND_BYTES - 1));
  return Array.from({ length: Math.max(0, Math.ceil((length - first) / COMMAND_BYTES)) }, (_, place) => first + place * COMMAND_BYTES);
}
