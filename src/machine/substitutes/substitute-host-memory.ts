import type { HostMemory } from '../../ports';
import { COMMAND_BYTES } from '../../tables/commands';

/** What becomes of a command that is read: another in its place, or nothing, as where the access is aborted. */
export type Spoilt = Uint8Array | 'abort';

/** Memory as an SMMU reads it, which gives what is there until a scenario has it give something else for a command. */
export class SubstituteHostMemory implements HostMemory {
  readonly #inner: HostMemory;
  readonly #given: () => void;
  #next: { readonly opcode: number; readonly instead: Spoilt } | undefined;

  /** `given` is told of each answer that is the suite's own. */
  constructor(inner: HostMemory, given: () => void) {
    this.#inner = inner;
    this.#given = given;
  }

  /** The next command with that opcode that is read is another. */
  spoilNext(opcode: number, instead: Spoilt): void {
    this.#next = { opcode, instead };
  }

  async read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    const bytes = await this.#inner.read(address, length);
    if (this.#next === undefined || length !== COMMAND_BYTES || bytes?.[0] !== this.#next.opcode) return bytes;
    const { instead } = this.#next;
    this.#next = undefined;
    this.#given();
    return instead === 'abort' ? undefined : instead;
  }

  write(address: bigint, bytes: Uint8Array): Promise<boolean> {
    return this.#inner.write(address, bytes);
  }
}
