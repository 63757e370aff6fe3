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

/** A block that a scenario can make answer some reads with a fixed value; everything else goes to the block behind it. */
export class SubstituteHostRegisters implements HostRegisters {
  readonly #inner: HostRegisters;
  readonly #given: () => void;
  readonly #held = new Map<number, bigint>();
  #stop: Stop | undefined;

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

  /**
   * From now on so many commands that a VM can ask for are taken from the SMMU's own queue without reaching it, in however many
   * submissions. The CMD_SYNC after them does not complete, and no later one either.
   */
  timeOutSyncsAfter(commands: number): void {
    this.#stop = { error: 'timeout', left: commands };
  }

  /** As {@link timeOutSyncsAfter}, except that the command after them is found illegal, once; what comes then reaches the queue. */
  refuseCommandAfter(commands: number): void {
    this.#stop = { error: 'illegal', left: commands };
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
    const stop = this.#stop;
    // What the kernel sends of its own accord counts nowhere; but no CMD_SYNC completes any more once one has not.
    const isMeant = stop !== undefined && ((stop.error === 'timeout' && stop.left === 0) || isOfVm(commands));
    if (stop === undefined || !isMeant) return this.#inner.submit(commands);
    this.#given();
    return Promise.resolve(this.#answer(stop, commands));
  }

  #answer(stop: Stop, commands: Uint8Array): Submission {
    const count = commands.length / COMMAND_BYTES;
    let { left } = stop;
    for (let consumed = 0; consumed < count; consumed++) {
      const isSync = definitionOf(commandWords(commands, consumed * COMMAND_BYTES))?.name === 'CMD_SYNC';
      if (left === 0 && isSync === (stop.error === 'timeout')) {
        this.#stop = stop.error === 'timeout' ? { ...stop, left } : undefined;
        return { consumed, error: stop.error };
      }
      if (!isSync && left > 0) left -= 1;
    }
    this.#stop = { ...stop, left };
    return { consumed: count, error: 'none' };
  }

  onInterrupt(handler: () => Promise<void>): void {
    this.#inner.onInterrupt(handler);
  }
}
