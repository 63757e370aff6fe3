import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import type { Dispatch } from './dispatch';
import { Kept } from './kept';
import type { Bench, Monitor, Watch } from './monitor';
import { type Past, Scene } from './scene';
import { isInterrupt } from './views/outer-operations';

/** A clause broken by an operation of a log. */
export interface Violation {
  readonly monitor: Monitor;
  readonly operation: Operation;
  readonly words: string;
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

/** The bench of one monitor in a sitting: thousands are made, so it is no bundle of closures. */
class Seat implements Bench {
  readonly #monitor: Monitor;
  readonly #kept: Kept;
  readonly #held: number[];
  readonly #place: number;
  readonly #violated: (violation: Violation) => void;

  constructor(
    monitor: Monitor,
    asked: { readonly kept: Kept; readonly held: number[]; readonly place: number; readonly violated: (violation: Violation) => void },
  ) {
    this.#monitor = monitor;
    this.#kept = asked.kept;
    this.#held = asked.held;
    this.#place = asked.place;
    this.#violated = asked.violated;
  }

  held(): void {
    this.#held[this.#place] = (this.#held[this.#place] ?? 0) + 1;
  }

  violated(operation: Operation, words: string): void {
    this.#violated({ monitor: this.#monitor, operation, words });
  }

  keep<T extends object>(fresh: T): T {
    return this.#kept.keep(fresh);
  }
}

/** The judging of one log. */
export class Sitting {
  readonly #monitors: readonly Monitor[];
  readonly #dispatch: Dispatch;
  readonly #asked: SittingOptions;
  readonly #scene: Scene;
  /** How often each clause held, by the place of its monitor; what the watches keep is by that, too. */
  readonly #held: number[];
  readonly #watches: (Watch | undefined)[] = [];
  /** Of those, the ones that want to know when nothing is under way. */
  readonly #resting: Watch[] = [];
  readonly #kept: (Kept | undefined)[] = [];
  /** Of the log that this one goes on from. */
  #before: readonly (Kept | undefined)[];
  /** Of this one, once others go on from it. */
  #leftForOthers: readonly (Kept | undefined)[] | undefined;
  #latest: Operation | undefined;
  readonly #open: Operation[] = [];
  /** How many of those are interrupts. */
  #interrupts = 0;

  constructor(monitors: readonly Monitor[], dispatch: Dispatch, asked: SittingOptions, before?: Sitting) {
    this.#monitors = monitors;
    this.#dispatch = dispatch;
    this.#asked = asked;
    this.#scene =
      before === undefined ? new Scene({ ...asked, idleIn: (map, words) => dispatch.idleIn(map, words) }) : before.#scene.copy();
    this.#held = before === undefined ? monitors.map(() => 0) : [...before.#held];
    this.#before = before === undefined ? [] : before.#left;
  }

  /** Judges another log that began as this one, which takes no more operations. What had begun is over. */
  goOn(): Sitting {
    this.rest();
    return new Sitting(this.#monitors, this.#dispatch, this.#asked, this);
  }

  /** The next operation. */
  take(operation: Operation): void {
    this.#latest = operation;
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

  /** All that began is over. */
  rest(): void {
    this.#closeTo(undefined);
    this.#tellRest();
  }

  /** Part of the log is missing: all that began is over, and what its VM had is not known any more. */
  lose(vm: string): void {
    this.rest();
    this.#scene.lose(vm);
    this.#watches.length = 0;
    this.#resting.length = 0;
    this.#kept.length = 0;
    this.#before = [];
  }

  /** What a guest did with its registers is missing here: they are not known any more. */
  loseRegisters(vm: string): void {
    this.#closeTo(undefined);
    this.#scene.guest(vm).lose();
  }

  /**
   * The log is over: how often the clause of each monitor held, by its place in the list. Of one that was cut nobody knows what else
   * happened within its last operation.
   */
  end({ cut = false } = {}): readonly number[] {
    if (!cut) this.rest();
    // What began before it is over.
    else if (this.#latest?.within === undefined) this.#tellRest();
    return this.#held;
  }

  /** How often each monitor's clause held; those that are not here were not exercised. */
  get held(): ReadonlyMap<Monitor, number> {
    return new Map(this.#monitors.map((monitor, place) => [monitor, this.#held[place] ?? 0] as const).filter(([, times]) => times > 0));
  }

  /** What the watches have kept: hundreds of logs go on from what a feature has its scenarios begin with. */
  get #left(): readonly (Kept | undefined)[] {
    this.#leftForOthers ??= this.#monitors.map((_, index) => this.#kept[index] ?? this.#before[index]);
    return this.#leftForOthers;
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
    const kept = new Kept(this.#before[index]);
    const made = monitor.watch(this.#scene, new Seat(monitor, { kept, held: this.#held, place: index, violated: this.#asked.violated }));
    this.#kept[index] = kept;
    this.#leftForOthers = undefined;
    this.#watches[index] = made;
    if (made.rests !== undefined) this.#resting.push(made);
    return made;
  }

  #tellRest(): void {
    for (const watch of this.#resting) watch.rests?.();
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
      return event.op === 'write' || event.op === 'reset';
    case 'host':
      return event.op === 'ioctl' || event.op === 'close' || event.op === 'munmap';
    case 'registers':
      return event.op === 'interrupt';
    default:
      return false;
  }
}
