import { isKnown, valueNow } from '../../ports';
import type { Actor, Operation, Phase, PortEvent } from './operation';
import { vmAt } from './place';

type EventAt<P extends PortEvent['port']> = Extract<PortEvent, { readonly port: P }>['event'];

/** Operations of one scenario beyond which the implementation is taken to go round in circles. */
const MOST_OPERATIONS = 500_000;

/** Everything that crossed a port during one scenario, in the order in which it began. */
export class OperationLog {
  readonly #operations: Operation[] = [];
  /** Operations that have begun and not ended, outermost first. */
  readonly #open: number[] = [];
  #failed = false;
  /** The part of the scenario that new operations belong to. */
  phase: Phase = 'arrange';

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** Whether an operation was not brought to its end: what else belonged to it is not there. */
  get isCut(): boolean {
    return this.#failed || this.#open.length > 0;
  }

  /** Position of the next operation; pass it to {@link since}. */
  get length(): number {
    return this.#operations.length;
  }

  /** Operations from position `mark` on. */
  since(mark: number): readonly Operation[] {
    return this.#operations.slice(mark);
  }

  /** Records an event that has no duration. */
  note({ port, who, event }: PortEvent, by: Actor): void {
    this.#push(port, who, event, by);
  }

  /** Records an event and what it causes until `run` ends; `keep` stores its result in the event. */
  during<T>({ port, who, event }: PortEvent, by: Actor, run: () => Promise<T>, keep?: (result: T) => void): Promise<T> {
    const n = this.begin(port, who, event, by);
    return this.over(n, run(), keep);
  }

  /** Records an event that ends with {@link over}; everything recorded in between happens within it. */
  begin<P extends PortEvent['port']>(port: P, who: string, event: EventAt<P>, by: Actor): number {
    const n = this.#push(port, who, event, by);
    this.#open.push(n);
    return n;
  }

  /** The answer of the operation that has just begun is the suite's own. */
  answerGiven(): void {
    const n = this.#open.at(-1);
    const operation = n === undefined ? undefined : this.#operations[n];
    if (operation !== undefined) (operation as { given: boolean }).given = true;
  }

  /** Lets a load end with its answer, which the event keeps. */
  loaded(n: number, answer: Promise<bigint>, event: { value: bigint | undefined }): Promise<bigint> {
    if (isKnown(answer)) {
      event.value = valueNow(answer);
      this.#end(n);
      return answer;
    }
    return this.over(n, answer, (value) => {
      event.value = value;
    });
  }

  /** Lets the event end with its answer. */
  over<T>(n: number, answer: Promise<T>, keep?: (result: T) => void): Promise<T> {
    // Most accesses are over at once, and every operation of every scenario passes here.
    if (isKnown(answer)) {
      keep?.(valueNow(answer));
      this.#end(n);
      return answer;
    }
    return answer.then(
      (result) => {
        keep?.(result);
        this.#end(n);
        return result;
      },
      (error: unknown) => {
        this.#failed = true;
        this.#end(n);
        throw error;
      },
    );
  }

  #push(port: PortEvent['port'], who: string, event: PortEvent['event'], by: Actor): number {
    const n = this.#operations.length;
    if (n >= MOST_OPERATIONS)
      throw new Error(`more than ${MOST_OPERATIONS} operations in one scenario: the implementation goes round in circles`);
    // What a guest does happens within nothing else, even while its other accesses are under way.
    const within = port === 'guest' && event.op !== 'interrupt' ? undefined : this.#open.findLast((open) => this.#causes(open, port, who));
    // Who calls has a PortEvent or its members, so they belong together.
    this.#operations.push({ n, phase: this.phase, within, by, given: false, port, who, event } as Operation);
    return n;
  }

  /** Guests act at once: what one has under way causes no system call of another's VMM, and nothing that a system call causes. */
  #causes(open: number, port: PortEvent['port'], who: string): boolean {
    const cause = this.#operations[open];
    if (cause?.port !== 'guest' || port === 'guest') return true;
    return port === 'host' ? vmAt(cause.who) === who : !this.#open.some((n) => this.#operations[n]?.port === 'host');
  }

  #end(n: number): void {
    if (this.#open.at(-1) === n) this.#open.pop();
    // Operations that were begun together mostly end in the order in which they began.
    else this.#open.splice(this.#open.indexOf(n), 1);
  }
}
