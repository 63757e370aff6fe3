import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { Dispatch } from './dispatch';
import type { Bench, Monitor, Watch } from './monitor';
import { Scene } from './scene';

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
    const scene = new Scene(host, operations);
    const held = new Map<Monitor, number>();
    const violations: Violation[] = [];
    const watches: (Watch | undefined)[] = [];
    const watchOf = (index: number): Watch | undefined => {
      const known = watches[index];
      const monitor = this.#monitors[index];
      if (known !== undefined || monitor === undefined) return known;
      const made = monitor.watch(scene, benchOf(monitor, held, violations));
      watches[index] = made;
      return made;
    };
    const open: Operation[] = [];
    const closeTo = (outer: Operation | undefined): void => {
      for (let last = open.at(-1); last !== undefined && last !== outer; last = open.at(-1)) {
        open.pop();
        for (const index of this.#dispatch.of(last, undefined)) watchOf(index)?.ends?.(last);
        scene.seeEnd(last);
      }
    };
    for (const operation of operations) {
      if (open.length > 0) closeTo(scene.around(operation, lasts));
      const register = scene.registerOf(operation);
      for (const index of this.#dispatch.of(operation, register)) watchOf(index)?.begins?.(operation);
      scene.see(operation);
      if (lasts(operation)) open.push(operation);
    }
    closeTo(undefined);
    return { held, violations };
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

function benchOf(monitor: Monitor, held: Map<Monitor, number>, violations: Violation[]): Bench {
  return {
    held: () => held.set(monitor, (held.get(monitor) ?? 0) + 1),
    violated: (operation, words) => violations.push({ monitor, operation, words }),
  };
}
