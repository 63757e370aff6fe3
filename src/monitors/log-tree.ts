import type { Operation } from '../machine/log';
import { alikeFrom, isAlike } from './alike';
import type { Sitting, Violation } from './sitting';

/** The beginning of a log, judged. */
export interface Beginning {
  /** How many operations it has; nothing is under way behind them. */
  readonly length: number;
  readonly sitting: Sitting;
  readonly violations: readonly Violation[];
}

/** A piece that some logs have in common, behind what they have in common before it. */
export class Branch<T> {
  operations: readonly Operation[];
  /** What goes on from it, each with another operation. The one that the latest log is on is last. */
  branches: Branch<T>[];
  /** Those that end here and wait to be judged. */
  logs: T[];
  /** Whether a log waits here or further on. */
  awaited = true;
  /** A beginning that ends in this piece. */
  judged: Beginning | undefined;

  constructor(operations: readonly Operation[], branches: Branch<T>[] = [], logs: T[] = []) {
    this.operations = operations;
    this.branches = branches;
    this.logs = logs;
  }

  /** What goes on with an operation, if there is one; it becomes the last. */
  goingOnWith(operation: Operation | undefined): Branch<T> | undefined {
    // Looked for once for each log and piece, among dozens: a callback costs more than what it does.
    let at = this.branches.length - 1;
    while (at >= 0 && !isAlike(this.branches[at]?.operations[0], operation)) at -= 1;
    if (at === -1) return undefined;
    if (at < this.branches.length - 1) this.branches.push(...this.branches.splice(at, 1));
    return this.branches.at(-1);
  }

  /** Leaves its first operations here, and all else to one that goes on from it; `start` is where it begins in its logs. */
  splitAfter(length: number, start: number): void {
    const rest = new Branch(this.operations.slice(length), this.branches, this.logs);
    rest.awaited = this.awaited;
    if (this.judged !== undefined && this.judged.length > start + length) {
      rest.judged = this.judged;
      this.judged = undefined;
    }
    this.operations = this.operations.slice(0, length);
    this.branches = [rest];
    this.logs = [];
  }

  /** Nobody waits here, and only the latest log is kept of those that go on. */
  keepLatest(): void {
    this.branches = this.branches.slice(-1);
    this.logs = [];
    this.awaited = false;
  }

  /** Takes in the one that goes on from it. */
  join(next: Branch<T>): void {
    this.operations = this.operations.concat(next.operations);
    this.branches = next.branches;
    this.judged = next.judged;
  }
}

/** Logs of one host, as the branches of a tree: what several begin with is there once. */
export class LogTree<T> {
  readonly root = new Branch<T>([]);

  /** Takes a log that waits, of which the operations that others have, too, are forgotten: thousands begin with the same boot. */
  add(operations: readonly Operation[], log: T): void {
    let branch = this.root;
    branch.awaited = true;
    for (let at = 0; at < operations.length; ) {
      const next = branch.goingOnWith(operations[at]);
      if (next === undefined) {
        branch.branches.push(new Branch(operations.slice(at), [], [log]));
        return;
      }
      const alike = alikeFrom(next.operations, operations, at, 1);
      if (alike < next.operations.length) next.splitAfter(alike, at);
      next.awaited = true;
      branch = next;
      at += alike;
    }
    branch.logs.push(log);
  }

  /** Nobody waits any more. The latest log is kept, for those to come that begin as it does; in pieces only where it is judged. */
  forget(): void {
    let branch = this.root;
    branch.keepLatest();
    for (let next = branch.branches.at(-1); next !== undefined; next = branch.branches.at(-1)) {
      if (branch === this.root || branch.judged !== undefined) branch = next;
      else branch.join(next);
      branch.keepLatest();
    }
  }
}
