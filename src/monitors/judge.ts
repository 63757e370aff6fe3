import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { Dispatch } from './dispatch';
import { type Following, type LastLog, LastLogs } from './last-logs';
import type { Monitor } from './monitor';
import { Sitting, type SittingOptions, type Violation } from './sitting';

export { Sitting, type SittingOptions, type Violation } from './sitting';

/** A log, and the host that it is of. */
export interface Log {
  readonly host: HostDescription;
  readonly operations: readonly Operation[];
}

/** What the monitors found in one log. */
export interface Judgement {
  /** How often the clause of each monitor held, by its place in the list; 0 where it was not exercised. */
  readonly held: readonly number[];
  readonly violations: readonly Violation[];
}

/** A log whose turn comes. */
export interface Waiting extends Following {
  readonly host: HostDescription;
  /** The one of its host that has its turn before. */
  readonly last: LastLog;
}

/** Fewer operations are judged again rather than kept as a beginning. */
const WORTH_KEEPING = 8;

/**
 * Judges logs by the same monitors. Most begin as others: with a boot, and what a feature has its scenarios begin with. That is
 * judged once.
 */
export class Judge {
  readonly #monitors: readonly Monitor[];
  readonly #dispatch: Dispatch;
  readonly #lastLogs = new LastLogs();

  constructor(monitors: readonly Monitor[]) {
    this.#monitors = monitors;
    this.#dispatch = new Dispatch(monitors);
  }

  /** Judges a log from its beginning. */
  judge(log: Log): Judgement {
    return this.#judgeNext(this.wait(log), []);
  }

  /** Takes a log that is judged with others, in the order in which they were taken. It has ended. */
  wait({ host, operations }: Log): Waiting {
    const last = this.#lastLogs.of(host);
    return { host, last, ...last.follow(operations) };
  }

  /** Judges all logs that wait, one after the other: of each it is known with how much of it others begin. */
  judgeAll<W extends Waiting>(waiting: readonly W[]): readonly (Judgement & { readonly log: W })[] {
    return waiting.map((log, at) => ({ log, ...this.#judgeNext(log, waiting.slice(at + 1)) }));
  }

  /** Begins to judge a log whose operations come one after the other. */
  sit(asked: SittingOptions): Sitting {
    return new Sitting(this.#monitors, this.#dispatch, asked);
  }

  #judgeNext(one: Waiting, after: readonly Waiting[]): Judgement {
    const { alike, host, last, operations } = one;
    const known = last.longestUntil(alike);
    const violations = [...(known?.violations ?? [])];
    const asked: SittingOptions = {
      host,
      operationAt: (n) => operations[n],
      past: { whole: true },
      violated: (violation) => violations.push(violation),
    };
    let sitting = known === undefined ? this.sit(asked) : known.sitting.goOn(asked);
    let kept = known?.length ?? 0;
    let n = kept;
    for (const length of beginningsOf(one, after, kept)) {
      if (length - kept < WORTH_KEEPING) continue;
      for (; n < length; n += 1) take(sitting, operations[n]);
      last.keep({ length, sitting, violations: [...violations] });
      sitting = sitting.goOn(asked);
      kept = length;
    }
    for (; n < operations.length; n += 1) take(sitting, operations[n]);
    return { held: sitting.end(), violations };
  }
}

/**
 * How long the beginnings of a log are that those after it have, too, and that go on from the first `known` operations; if none comes,
 * what it begins with as the one before. The shortest is first.
 */
function beginningsOf({ alike, last, operations }: Waiting, after: readonly Waiting[], known: number): readonly number[] {
  const others = after.filter((other) => other.last === last);
  const lengths: number[] = [];
  let common = Number.POSITIVE_INFINITY;
  for (const other of others.length === 0 ? [{ alike }] : others) {
    if (other.alike >= common) continue;
    common = other.alike;
    // What comes after has no more in common.
    if (common <= known) break;
    lengths.unshift(betweenOperations(operations, common));
  }
  return lengths;
}

function take(sitting: Sitting, operation: Operation | undefined): void {
  if (operation !== undefined) sitting.take(operation);
}

/** The last place up to `most` where nothing is under way; at the end of a log nobody knows what happens within its last operation. */
function betweenOperations(operations: readonly Operation[], most: number): number {
  let place = Math.min(most, operations.length - 1);
  while (place > 0 && operations[place]?.within !== undefined) place -= 1;
  return place;
}
