import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { Dispatch } from './dispatch';
import type { Bench, Monitor, Watch } from './monitor';
import { type Past, Scene } from './scene';
import { isInterrupt } from './views/outer-operations';

/** A log, and the host that it is of. */
export interface Log {
  readonly host: HostDescription;
  readonly operations: readonly Operation[];
}

/** A clause broken by an operation of a log. */
export interface Violation {
  readonly monitor: Monitor;
  readonly operation: Operation;
  readonly words: string;
}

/** What the monitors found in one log. */
export interface Judgement {
  /** How often each monitor's clause held; those that are not here were not exercised. */
  readonly held: ReadonlyMap<Monitor, number>;
  readonly violations: readonly Violation[];
}

/** Judges logs, one after the other, by the same monitors. */
export class Judge {
  readonly #monitors: readonly Monitor[];
  readonly #dispatch: Dispatch;

  constructor(monitors: readonly Monitor[]) {
    this.#monitors = monitors;
    this.#dispatch = new Dispatch(monitors);
  }

  /** Judges a log from its beginning. */
  judge({ host, operations }: Log): Judgement {
    const violations: Violation[] = [];
    const sitting = this.sit({
      host,
      operationAt: (n) => operations[n],
      past: { whole: true },
      violated: (violation) => violations.push(violation),
    });
    for (const operation of operations) sitting.take(operation);
    return { held: sitting.end(), violations };
  }

  /** Begins to judge a log whose operations come one after the other. */
  sit(asked: SittingOptions): Sitting {
    return new Sitting(this.#monitors, this.#dispatch, asked);
  }
}

/** What a log is judged with while it comes. */
export interface SittingOptions {
  readonly host: HostDescription;
  /** Operations by position, as long as others may happen within them. */
  readonly operationAt: (n: number) => Operation | undefined;
  readonly past: Past;
  /** Told of each violation when it is found. */
  readonly violated: (violation: Violation) => void;
}

/** The judging of one log. */
export class Sitting {
  readonly #monitors: readonly Monitor[];
  readonly #dispatch: Dispatch;
  readonly #scene: Scene;
  readonly #violated: (violation: Violation) => void;
  readonly #held = new Map<Monitor, number>();
  readonly #watches: (Watch | undefined)[] = [];
  readonly #open: Operation[] = [];
  /** How many of those are interrupts. */
  #interrupts = 0;

  constructor(monitors: readonly Monitor[], dispatch: Dispatch, { host, operationAt, past, violated }: SittingOptions) {
    this.#monitors = monitors;
    this.#dispatch = dispatch;
    this.#scene = new Scene({ host, operationAt, past, idleIn: (map, words) => dispatch.idleIn(map, words) });
    this.#violated = violated;
  }

  /** The next operation. */
  take(operation: Operation): void {
    const innermost = this.#open.at(-1);
    // Most happen within the one that began last.
    if (innermost !== undefined && operation.within !== innermost.n) this.#closeTo(this.#scene.around(operation, lasts));
    if (operation.port === 'registers' && this.#interrupts === 0 && this.#scene.takesIdle(operation)) return;
    const told = this.#dispatch.of(operation, this.#scene);
    // Iterators cost more than what most monitors do.
    for (let at = 0; at < told.length; at += 1) this.#watch(told[at])?.begins?.(operation);
    this.#scene.see(operation);
    if (lasts(operation)) this.#begin(operation);
  }

  /** Part of the log is missing: all that began is over, and what its VM had is not known any more. */
  lose(vm: string): void {
    this.#closeTo(undefined);
    this.#scene.lose(vm);
    this.#watches.length = 0;
  }

  /** What a guest did with its registers is missing here: they are not known any more. */
  loseRegisters(vm: string): void {
    this.#closeTo(undefined);
    this.#scene.guest(vm).lose();
  }

  /** The log is over: how often each clause held. Of one that was cut nobody knows what else happened within its last operation. */
  end({ cut = false } = {}): ReadonlyMap<Monitor, number> {
    if (!cut) this.#closeTo(undefined);
    return this.#held;
  }

  #begin(operation: Operation): void {
    this.#open.push(operation);
    if (isInterrupt(operation)) this.#interrupts += 1;
  }

  #watch(index: number | undefined): Watch | undefined {
    if (index === undefined) return undefined;
    const known = this.#watches[index];
    if (known !== undefined) return known;
    const monitor = this.#monitors[index];
    if (monitor === undefined) return undefined;
    const made = monitor.watch(this.#scene, this.#bench(monitor));
    this.#watches[index] = made;
    return made;
  }

  #bench(monitor: Monitor): Bench {
    return {
      held: () => this.#held.set(monitor, (this.#held.get(monitor) ?? 0) + 1),
      violated: (operation, words) => this.#violated({ monitor, operation, words }),
    };
  }

  #closeTo(outer: Operation | undefined): void {
    for (let last = this.#open.at(-1); last !== undefined && last !== outer; last = this.#open.at(-1)) {
      this.#open.pop();
      if (isInterrupt(last)) this.#interrupts -= 1;
      const told = this.#dispatch.of(last, this.#scene);
      for (let at = 0; at < told.length; at += 1) this.#watch(told[at])?.ends?.(last);
      this.#scene.seeEnd(last);
    }
  }
}

/** Whether something happens within an operation whose end matters. */
function lasts({ port, event }: Operation): boolean {
  switch (port) {
    case 'guest':
      return event.op === 'write';
    case 'host':
      return event.op === 'ioctl' || event.op === 'close' || event.op === 'munmap';
    case 'registers':
      return event.op === 'interrupt';
    default:
      return false;
  }
}
