import type { HostMemory } from '../../ports';
import { COMMAND_BYTES } from '../../tables/commands';

/** What becomes of a command that is read: another in its place, or nothing, as where the access is aborted. */
export type Spoilt = Uint8Array | 'abort';

/** Memory as an SMMU reads it, which gives what is there until a scenario has it give something else for a command. */
export class SubstituteHostMemory implements HostMemory {
  readonly #inner: HostMemory;
  readonly #given: () => void;
  #next: { readonly opcode: number; readonly instead: Spoilt } | undefined;
  /** The command that was met, by its address. */
  #met: { readonly address: bigint; readonly instead: Spoilt } | undefined;

  /** `given` is told of each answer that is the suite's own. */
  constructor(inner: HostMemory, given: () => void) {
    this.#inner = inner;
    this.#given = given;
  }

  /** The next command with that opcode that is read, alone or among others, or its first half, is another until {@link heal}. */
  spoilNext(opcode: number, instead: Spoilt): void {
    this.#next = { opcode, instead };
    this.#met = undefined;
  }

  /** What was met is as it lies in memory: the hardware has told of it, however often it had to read for that. */
  heal(): void {
    this.#met = undefined;
  }

  async read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    const bytes = await this.#inner.read(address, length);
    if (bytes === undefined) return bytes;
    this.#meet(address, bytes);
    const met = this.#met;
    if (met === undefined || met.address >= address + BigInt(length) || address >= met.address + BigInt(COMMAND_BYTES)) return bytes;
    this.#given();
    const { instead } = met;
    if (instead === 'abort') return undefined;
    const ahead = Number(address - met.address);
    return Uint8Array.from(bytes, (byte, at) => instead[ahead + at] ?? byte);
  }

  #meet(address: bigint, bytes: Uint8Array): void {
    if (this.#next === undefined) return;
    const { opcode, instead } = this.#next;
    const place = commandPlaces(address, bytes.length).find((at) => bytes[at] === opcode);
    if (place === undefined) return;
    this.#next = undefined;
    this.#met = { address: address + BigInt(place), instead };
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
