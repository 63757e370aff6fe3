import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { type Beginning, type Branch, LogTree } from './log-tree';
import type { Sitting, SittingOptions, Violation } from './sitting';

/** Fewer operations are judged again rather than kept as a beginning. */
const WORTH_KEEPING = 8;

/** What the monitors found in one log. */
export interface Judgement {
  /** How often the clause of each monitor held, by its place in the list; 0 where it was not exercised. */
  readonly held: readonly number[];
  readonly violations: readonly Violation[];
  /** Those of the log, if something is violated. */
  readonly operations: readonly Operation[];
}

/** How a branch is come to. */
interface Way {
  /** What is judged of what leads there. */
  readonly begun: Beginning;
  /** Nobody else goes on from that. */
  readonly own: boolean;
  /** The latest log is on it. */
  readonly latest: boolean;
}

/** Judges the logs of one host: from the root of their tree along each branch, so that what several begin with is judged once. */
export class TreeJudge<T> {
  readonly host: HostDescription;
  readonly #tree = new LogTree<T>();
  /** The operations up to where the judge is. */
  readonly #path: Operation[] = [];
  /** What breaks a clause on this path. */
  #violations: Violation[] = [];
  readonly #nothing: Beginning;

  constructor(host: HostDescription, sit: (asked: SittingOptions) => Sitting) {
    this.host = host;
    const sitting = sit({
      host,
      operationAt: (n) => this.#path[n],
      past: { whole: true },
      violated: (violation) => this.#violations.push(violation),
    });
    this.#nothing = { length: 0, sitting, violations: [] };
  }

  /** Takes a log that waits. */
  add(operations: readonly Operation[], log: T): void {
    this.#tree.add(operations, log);
  }

  /** Judges all that wait; `tell` is told of each. */
  judge(tell: (log: T, judgement: Judgement) => void): void {
    try {
      this.#along(this.#tree.root, { begun: this.#nothing, own: false, latest: true }, tell);
    } finally {
      // Where a monitor fails, too: who judges what comes later shall not meet these again.
      this.#path.length = 0;
      this.#tree.forget();
    }
  }

  #along(branch: Branch<T>, way: Way, tell: (log: T, judgement: Judgement) => void): void {
    const start = this.#path.length;
    for (const operation of branch.operations) this.#path.push(operation);
    const { begun, own, latest } = this.#judged(branch, way);
    const last = branch.branches.at(-1);
    if (branch.logs.length > 0) {
      const { sitting, violations } = this.#goOn(begun, own && last === undefined, this.#path.length);
      const operations = violations.length === 0 ? [] : [...this.#path];
      for (const log of branch.logs) tell(log, { held: [...sitting.end()], violations, operations });
    }
    for (const next of branch.branches) {
      const isLast = next === last;
      // What the latest log has begun with is kept as it is, for logs to come.
      if (next.awaited) this.#along(next, { begun, own: own && isLast && !latest, latest: latest && isLast }, tell);
    }
    this.#path.length = start;
  }

  /** As a branch was come to, with as much of it judged as all that goes on from it can go on from. */
  #judged(branch: Branch<T>, way: Way): Way {
    const until = endOf(branch, this.#path);
    if (branch.judged !== undefined && branch.judged.length > until) branch.judged = undefined;
    const known: Way = branch.judged === undefined ? way : { ...way, begun: branch.judged, own: false };
    if (until - known.begun.length < WORTH_KEEPING) return known;
    const begun = this.#goOn(known.begun, known.own, until);
    if (way.latest) branch.judged = begun;
    return { begun, own: true, latest: way.latest };
  }

  #goOn(begun: Beginning, own: boolean, until: number): Beginning {
    if (begun.length === until) return begun;
    const sitting = own ? begun.sitting : begun.sitting.goOn();
    const violations = [...begun.violations];
    this.#violations = violations;
    for (let n = begun.length; n < until; n += 1) {
      const operation = this.#path[n];
      if (operation !== undefined) sitting.take(operation);
    }
    sitting.end();
    return { length: until, sitting, violations };
  }
}

/** Where nothing is under way for all that goes on from a branch: at its end, or before the last operation within which something goes on. */
function endOf<T>({ branches }: Branch<T>, path: readonly Operation[]): number {
  if (branches.every(({ operations }) => operations[0]?.within === undefined)) return path.length;
  let place = Math.max(path.length - 1, 0);
  while (place > 0 && path[place]?.within !== undefined) place -= 1;
  return place;
}
