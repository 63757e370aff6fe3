import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { isSameHost } from './alike';
import { Dispatch } from './dispatch';
import type { Monitor } from './monitor';
import { Sitting, type SittingOptions, type Violation } from './sitting';
import { type Judgement, TreeJudge } from './tree-judge';

export { Sitting, type SittingOptions, type Violation } from './sitting';
export type { Judgement } from './tree-judge';

/** Hosts of which a log is kept: few scenarios have another than the one before, and most then go back to it. */
const HOSTS = 4;

/** A log, and the host that it is of. */
export interface Log {
  readonly host: HostDescription;
  readonly operations: readonly Operation[];
}

/**
 * Judges logs by the same monitors. Most begin as others: with a boot, and what a feature has its scenarios begin with. That is
 * judged once.
 */
export class Judge {
  readonly #monitors: readonly Monitor[];
  readonly #dispatch: Dispatch;
  /** The one that was asked last is first. */
  readonly #hosts: TreeJudge<symbol>[] = [];

  constructor(monitors: readonly Monitor[]) {
    this.#monitors = monitors;
    this.#dispatch = new Dispatch(monitors);
  }

  /** Judges a log from its beginning; none waits. */
  judge(log: Log): Judgement {
    const waiting = this.wait(log);
    return this.judgeAll().get(waiting) ?? { held: [], violations: [], operations: [] };
  }

  /** Judges a log whose last operation did not come to its end: nothing is said of what is missing there. */
  judgeCut({ host, operations }: Log): Judgement {
    const violations: Violation[] = [];
    const violated = (violation: Violation) => void violations.push(violation);
    const sitting = this.sit({ host, operationAt: (n) => operations[n], past: { whole: true }, violated });
    for (const operation of operations) sitting.take(operation);
    return { held: sitting.end({ cut: true }), violations, operations };
  }

  /** Takes a log that is judged with others, and says by which name. It has ended. */
  wait({ host, operations }: Log): symbol {
    const name = Symbol('log');
    this.#of(host).add(operations, name);
    return name;
  }

  /** Judges all logs that wait. */
  judgeAll(): ReadonlyMap<symbol, Judgement> {
    const judged = new Map<symbol, Judgement>();
    for (const host of this.#hosts) host.judge((name, judgement) => judged.set(name, judgement));
    this.#hosts.splice(HOSTS);
    return judged;
  }

  /** Begins to judge a log whose operations come one after the other. */
  sit(asked: SittingOptions): Sitting {
    return new Sitting(this.#monitors, this.#dispatch, asked);
  }

  #of(host: HostDescription): TreeJudge<symbol> {
    const [latest] = this.#hosts;
    // Most scenarios have the very host that the one before had: it need not be compared.
    if (latest?.host === host) return latest;
    const at = this.#hosts.findIndex((known) => isSameHost(known.host, host));
    const [found = new TreeJudge<symbol>(host, (asked) => this.sit(asked))] = at === -1 ? [] : this.#hosts.splice(at, 1);
    this.#hosts.unshift(found);
    return found;
  }
}
