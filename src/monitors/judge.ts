import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { alikeUntil } from './alike';
import { Dispatch } from './dispatch';
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
  /** How often each monitor's clause held; those that are not here were not exercised. */
  readonly held: ReadonlyMap<Monitor, number>;
  readonly violations: readonly Violation[];
}

/** Fewer operations are judged again rather than kept as a beginning. */
const WORTH_KEEPING = 32;

/** The beginning of a log, judged. */
interface Beginning {
  /** How many operations it has. */
  readonly length: number;
  readonly sitting: Sitting;
  readonly violations: readonly Violation[];
}

/**
 * Judges logs, one after the other, by the same monitors. Most begin as the one before: with a boot, and what a feature has its
 * scenarios begin with. That is judged once.
 */
export class Judge {
  readonly #monitors: readonly Monitor[];
  readonly #dispatch: Dispatch;
  #last: Log | undefined;
  /** Beginnings of the last log, each longer than the one before. */
  readonly #beginnings: Beginning[] = [];

  constructor(monitors: readonly Monitor[]) {
    this.#monitors = monitors;
    this.#dispatch = new Dispatch(monitors);
  }

  /** Judges a log from its beginning. */
  judge({ host, operations }: Log): Judgement {
    const alike = this.#alike({ host, operations });
    const known = this.#beginnings.at(-1);
    const violations = [...(known?.violations ?? [])];
    const asked: SittingOptions = {
      host,
      operationAt: (n) => operations[n],
      past: { whole: true },
      violated: (violation) => violations.push(violation),
    };
    let sitting = known === undefined ? this.sit(asked) : known.sitting.goOn(asked);
    const from = known?.length ?? 0;
    const shared = alike - from < WORTH_KEEPING ? from : betweenOperations(operations, alike);
    for (let n = from; n < shared; n += 1) take(sitting, operations[n]);
    if (shared - from >= WORTH_KEEPING) {
      this.#beginnings.push({ length: shared, sitting, violations: [...violations] });
      sitting = sitting.goOn(asked);
    }
    for (let n = Math.max(from, shared); n < operations.length; n += 1) take(sitting, operations[n]);
    return { held: sitting.end(), violations };
  }

  /** Begins to judge a log whose operations come one after the other. */
  sit(asked: SittingOptions): Sitting {
    return new Sitting(this.#monitors, this.#dispatch, asked);
  }

  /** How many operations a log has in common with the last one, of which no longer beginning is kept any more. */
  #alike(log: Log): number {
    const last = this.#last;
    this.#last = log;
    const alike = last === undefined ? 0 : alikeUntil(last, log);
    while ((this.#beginnings.at(-1)?.length ?? 0) > alike) this.#beginnings.pop();
    return alike;
  }
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
