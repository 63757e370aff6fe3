import { type HostRegisters, known, type RegisterWidth, type Submission } from '../../ports';
import { COMMAND_BYTES, canBeAskedFor, commandWords, definitionOf } from '../../tables/commands';

/** What stops the SMMU's own queue, after so many commands more. */
interface Stop {
  readonly error: 'timeout' | 'illegal';
  readonly left: number;
}

/** A submission has a command that a VM can ask for. */
function isOfVm(commands: Uint8Array): boolean {
  for (let at = 0; at < commands.length; at += COMMAND_BYTES) if (canBeAskedFor(commandWords(commands, at))) return true;
  return false;
}

const WORD_BITS = 32;

/** Offsets of the 32-bit words of an access. */
function wordsOf(offset: number, bytes: RegisterWidth): readonly number[] {
  return bytes === 8 ? [offset, offset + 4] : [offset];
}

/** A block that a scenario can make answer some reads with a fixed value; everything else goes to the block behind it. */
export class SubstituteHostRegisters implements HostRegisters {
  readonly #inner: HostRegisters;
  readonly #given: () => void;
  readonly #onEdge: () => void;
  /** What registers read that are not the block's, by offset. */
  readonly #held = new Map<number, { readonly value: bigint; readonly bytes: RegisterWidth }>();
  #stop: Stop | undefined;
  /** What stops the queue after that. */
  readonly #later: Stop[] = [];

  /** `given` is called before each answer that is not the block's, `onEdge` at each edge of its interrupt. */
  constructor(inner: HostRegisters, given: () => void, onEdge: () => void = () => undefined) {
    this.#inner = inner;
    this.#given = given;
    this.#onEdge = onEdge;
  }

  /** From now on reads of the register of `bytes` at `offset` give `value`, in one access or in two. */
  hold(offset: number, value: bigint, bytes: RegisterWidth): void {
    this.#held.set(offset, { value, bytes });
  }

  /** Ends {@link hold} at `offset`. */
  release(offset: number): void {
    this.#held.delete(offset);
  }

  /**
   * From now on so many commands that a VM can ask for are taken from the SMMU's own queue without reaching it, in however many
   * submissions. The CMD_SYNC after them does not complete, and no later one either.
   */
  timeOutSyncsAfter(commands: number): void {
    this.#stopWith({ error: 'timeout', left: commands });
  }

  /**
   * As {@link timeOutSyncsAfter}, except that the command after them is found illegal, once; what comes then reaches the queue,
   * unless more was asked for meanwhile: that counts from there.
   */
  refuseCommandAfter(commands: number): void {
    this.#stopWith({ error: 'illegal', left: commands });
  }

  read(offset: number, width: RegisterWidth): Promise<bigint> {
    const words = wordsOf(offset, width).map((at) => this.#word(at));
    if (words.every((word) => word === undefined)) return this.#inner.read(offset, width);
    this.#given();
    const replaced = (value: bigint) =>
      words.reduce<bigint>((sum, word, n) => {
        const shift = BigInt(WORD_BITS * n);
        return sum | ((word ?? BigInt.asUintN(WORD_BITS, value >> shift)) << shift);
      }, 0n);
    return words.includes(undefined) ? this.#inner.read(offset, width).then(replaced) : known(replaced(0n));
  }

  /** The 32-bit word at an offset that is held: of a register there, or the upper half of one before it. */
  #word(at: number): bigint | undefined {
    const there = this.#held.get(at);
    if (there !== undefined) return BigInt.asUintN(WORD_BITS, there.value);
    const before = this.#held.get(at - 4);
    return before?.bytes === 8 ? BigInt.asUintN(WORD_BITS, before.value >> BigInt(WORD_BITS)) : undefined;
  }

  write(offset: number, width: RegisterWidth, value: bigint): Promise<void> {
    return this.#inner.write(offset, width, value);
  }

  submit(commands: Uint8Array): Promise<Submission> {
    const stop = this.#stop;
    // What the kernel sends of its own accord counts nowhere; but no CMD_SYNC completes any more once one has not.
    const isMeant = stop !== undefined && ((stop.error === 'timeout' && stop.left === 0) || isOfVm(commands));
    if (stop === undefined || !isMeant) return this.#inner.submit(commands);
    this.#given();
    return Promise.resolve(this.#answer(stop, commands));
  }

  #stopWith(stop: Stop): void {
    if (this.#stop?.error === 'illegal') this.#later.push(stop);
    else this.#stop = stop;
  }

  #answer(stop: Stop, commands: Uint8Array): Submission {
    const count = commands.length / COMMAND_BYTES;
    let { left } = stop;
    for (let consumed = 0; consumed < count; consumed++) {
      const isSync = definitionOf(commandWords(commands, consumed * COMMAND_BYTES))?.name === 'CMD_SYNC';
      if (left === 0 && isSync === (stop.error === 'timeout')) {
        this.#stop = stop.error === 'timeout' ? { ...stop, left } : this.#later.shift();
        return { consumed, error: stop.error };
      }
      if (!isSync && left > 0) left -= 1;
    }
    this.#stop = { ...stop, left };
    return { consumed: count, error: 'none' };
  }

  onInterrupt(handler: () => Promise<void>): void {
    this.#inner.onInterrupt(() => {
      this.#onEdge();
      return handler();
    });
  }
}
