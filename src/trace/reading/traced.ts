import type { EventValues, TraceEvent } from '../events';

/** An event of a trace as it was read. */
export interface Traced {
  readonly event: TraceEvent;
  readonly values: EventValues;
  /** The process that it is of, where the trace tells. */
  readonly process: string;
}

/** An event that is not as it should be: something is lost. */
export interface Damaged {
  readonly damage: string;
  readonly process: string;
}
