import type { Variant } from '../faults/fault';

/** An implementation that is legitimately different: the reference with a few lines changed, and the suite has to accept it. */
export interface Alternative extends Variant {
  /** A few words: `vmids-from-the-top`. */
  readonly id: string;
  /** What it does differently, in a sentence. */
  readonly title: string;
  /** Why it may: clauses that leave it open, or in words what nothing forbids. */
  readonly allowedBy: string;
  /**
   * Clauses that it breaks on purpose, the one that says so first. That one has to lead the failures, no other may lead, and all the
   * rest has to be told as what may follow.
   */
  readonly breaks?: readonly [string, ...string[]];
}
