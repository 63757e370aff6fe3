import type { Criteria } from '../specification/criteria';
import type { SuitePlaces } from '../specification/suite';
import type { Findings, News } from './examination';

/** To a worker: which suite it is about. */
export interface Begin {
  readonly kind: 'begin';
  readonly places: SuitePlaces;
}

/** To a worker: a fault or an alternative to examine, or the reference as it is, and by what. */
export interface Examine {
  readonly kind: 'examine';
  readonly variant?: string;
  readonly criteria: Criteria;
  /** IDs of the only scenarios among them that can tell it from the reference; any can without. */
  readonly among?: readonly string[];
  /** Find out what its failures come from. */
  readonly leads: boolean;
  /** Linux in the guest of a stock QEMU is the device above it. */
  readonly guest?: true;
}

/** What a worker is told. */
export type ToWorker = Begin | Examine;

/** What a worker tells: that it is alive, and what is new; what it found, and how much memory it takes by now; why it cannot go on. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly news: News }
  | { readonly kind: 'found'; readonly findings: Findings; readonly memory: number }
  | { readonly kind: 'unable'; readonly reason: string };
