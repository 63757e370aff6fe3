/** Kinds of machine that a scenario may need at once, and those that scenarios in a row have in turn. */
export const SPARES = 3;

/** How many machines of other kinds may be wanted before a spare is no longer kept. */
const OTHERS = 16;

/** Milliseconds. */
const IDLE = 15_000;

/** What is ready before anyone asks. */
export interface Spare {
  /** All that its start depends on. */
  readonly kind: string;
  /** It is of no use any more. */
  readonly ended: boolean;
  end(): Promise<void>;
}

interface Kept<S> {
  readonly spare: S;
  readonly expiry: NodeJS.Timeout;
  /** Machines of other kinds since it was wanted. */
  others: number;
}

/**
 * At most {@link SPARES} of them, each of a kind that was wanted twice: most kinds that one scenario has, no other has. What
 * nobody takes, ends.
 */
export class Spares<S extends Spare> {
  readonly #idle: number;
  readonly #wanted = new Set<string>();
  readonly #ending = new Set<Promise<void>>();
  /** At most one of a kind; the one that was wanted last is last. */
  #kept: readonly Kept<S>[] = [];

  /** `idle` is how many milliseconds one waits to be taken. */
  constructor(idle = IDLE) {
    this.#idle = idle;
  }

  /** Gives away the one whose kind `fits`, of several the one wanted last. Who takes it has to end it. */
  take(fits: (kind: string) => boolean): S | undefined {
    const kept = this.#kept.findLast(({ spare }) => !spare.ended && fits(spare.kind));
    if (kept === undefined) return undefined;
    clearTimeout(kept.expiry);
    this.#kept = this.#kept.filter((one) => one !== kept);
    return kept.spare;
  }

  /** One of that kind was wanted; makes the next if that is likely to be wanted, too. */
  stock(kind: string, make: () => S): void {
    for (const kept of this.#kept) kept.others = kept.spare.kind === kind ? 0 : kept.others + 1;
    const before = this.#kept.find(({ spare }) => spare.kind === kind && !spare.ended);
    const others = this.#kept.filter((kept) => kept !== before && kept.others < OTHERS && !kept.spare.ended);
    const again = this.#wanted.has(kind);
    this.#wanted.add(kind);
    this.#keep([...others.slice(before === undefined && !again ? 0 : -(SPARES - 1)), ...(before === undefined ? [] : [before])]);
    if (before === undefined && again) this.#kept = [...this.#kept, this.#new(make())];
  }

  /** Ends all, and waits until they have ended. */
  async close(): Promise<void> {
    this.#keep([]);
    await Promise.all(this.#ending);
  }

  #new(spare: S): Kept<S> {
    const expiry = setTimeout(() => this.#keep(this.#kept.filter((kept) => kept.spare !== spare)), this.#idle).unref();
    return { spare, expiry, others: 0 };
  }

  /** Ends the ones that are not among these. */
  #keep(these: readonly Kept<S>[]): void {
    for (const kept of this.#kept) {
      if (these.includes(kept)) continue;
      clearTimeout(kept.expiry);
      const ending = kept.spare.end();
      this.#ending.add(ending);
      void ending.finally(() => this.#ending.delete(ending));
    }
    this.#kept = these;
  }
}
