import { type HostRegisters, known, type RegisterWidth, type Submission } from '../../ports';

/** A block that a scenario can make answer some reads with a fixed value; everything else goes to the block behind it. */
export class SubstituteHostRegisters implements HostRegisters {
  readonly #inner: HostRegisters;
  readonly #given: () => void;
  readonly #held = new Map<number, bigint>();
  #submission: (() => Submission) | undefined;

  /** `given` is called before each answer that is not the block's. */
  constructor(inner: HostRegisters, given: () => void) {
    this.#inner = inner;
    this.#given = given;
  }

  /** From now on reads at `offset` give `value`. */
  hold(offset: number, value: bigint): void {
    this.#held.set(offset, value);
  }

  /** Ends {@link hold} at `offset`. */
  release(offset: number): void {
    this.#held.delete(offset);
  }

  /** From now on a submission to the SMMU's own queue ends like this, without reaching it. */
  answerSubmissions(result: Submission): void {
    this.#submission = () => result;
  }

  /** The next submission to the SMMU's own queue ends like this, without reaching it. */
  answerNextSubmission(result: Submission): void {
    this.#submission = () => {
      this.#submission = undefined;
      return result;
    };
  }

  read(offset: number, width: RegisterWidth): Promise<bigint> {
    const held = this.#held.get(offset);
    if (held === undefined) return this.#inner.read(offset, width);
    this.#given();
    return known(held);
  }

  write(offset: number, width: RegisterWidth, value: bigint): Promise<void> {
    return this.#inner.write(offset, width, value);
  }

  submit(commands: Uint8Array): Promise<Submission> {
    if (this.#submission === undefined) return this.#inner.submit(commands);
    this.#given();
    return Promise.resolve(this.#submission());
  }

  onInterrupt(handler: () => Promise<void>): void {
    this.#inner.onInterrupt(handler);
  }
}
