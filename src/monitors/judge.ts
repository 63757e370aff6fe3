import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { Dispatch } from './dispatch';
import { type LogsOfHost, LogsOfHosts, type Turn } from './logs-of-hosts';
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
export interface Waiting extends Log {
  /** Those of its host. */
  readonly logs: LogsOfHost;
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
  readonly #hosts = new LogsOfHosts();

  constructor(monitors: readonly Monitor[]) {
    this.#monitors = monitors;
    this.#dispatch = new Dispatch(monitors);
  }

  /** Judges a log from its beginning; none waits. */
  judge(log: Log): Judgement {
    const [judged = { held: [], violations: [] }] = this.judgeAll([this.wait(log)]);
    return judged;
  }

  /** Takes a log that is judged with others. It has ended. */
  wait({ host, operations }: Log): Waiting {
    const logs = this.#hosts.of(host);
    return { host, logs, operations: logs.add(operations) };
  }

  /** Judges all logs that wait, those that begin alike one after the other: of each it is known with how much of it others begin. */
  judgeAll<W extends Waiting>(waiting: readonly W[]): readonly (Judgement & { readonly log: W })[] {
    const judged = new Map<readonly Operation[], Judgement>();
    for (const logs of new Set(waiting.map((one) => one.logs))) {
      const turns = logs.take();
      for (const [at, turn] of turns.entries()) judged.set(turn.operations, this.#judgeNext(logs, turn, turns.slice(at + 1)));
    }
    return waiting.flatMap((log) => {
      const judgement = judged.get(log.operations);
      return judgement === undefined ? [] : [{ log, ...judgement }];
    });
  }

  /** Begins to judge a log whose operations come one after the other. */
  sit(asked: SittingOptions): Sitting {
    return new Sitting(this.#monitors, this.#dispatch, asked);
  }

  #judgeNext(logs: LogsOfHost, one: Turn, after: readonly Turn[]): Judgement {
    const { alike, operations } = one;
    const known = logs.longestUntil(alike);
    const violations = [...(known?.violations ?? [])];
    const asked: SittingOptions = {
      host: logs.host,
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
      const further = sitting.goOn(asked);
      // With what was found when the last operation of the beginning was over.
      logs.keep({ length, sitting, violations: [...violations] });
      sitting = further;
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
function beginningsOf({ alike, operations }: Turn, after: readonly Turn[], known: number): readonly number[] {
  const lengths: number[] = [];
  let common = Number.POSITIVE_INFINITY;
  for (const other of after.length === 0 ? [{ alike }] : after) {
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
