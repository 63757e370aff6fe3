import type { AskedFor } from '../adapters/choice';
import type { Criteria } from '../specification/criteria';
import type { SuitePlaces } from '../specification/suite';

/** What a run is asked for, by command or library. */
export interface RunAskedFor extends AskedFor, Criteria, SuitePlaces {
  /** Seed of a random order; the features' own order without. */
  readonly seed?: number;
  /** Begins no further scenario once one has failed. */
  readonly bail?: boolean;
  /** `i/n`: the i-th of n parts of the run. */
  readonly shard?: string;
  /** Processes that share the scenarios, each with an adapter of its own; an implementation in this process cannot be shared. */
  readonly jobs?: number;
}
