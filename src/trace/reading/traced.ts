import type { EventValues, TraceEvent } from '../events';

/** An event of a trace as it was read. */
export interface Traced {
  readonly event: TraceEvent;
  readonly values: EventValues;
  /** The process or the machine that it is of, where the trace tells. */
  readonly process: string;
  /** The thread of it, where the trace tells that. */
  readonly thread?: number;
}

/** An event that is not as it should be: something is lost. */
export interface Damaged {
  readonly damage: string;
  readonly process: string;
  readonly thread?: number;
}
