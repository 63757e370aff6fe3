import type { Operation } from '../machine/log';
import type { Judge, Monitor, Sight, Sitting, Violation } from '../monitors';
import type { HostDescription } from '../ports';
import { ContextLines } from './context-lines';

/** Violations of a clause whose lines are named. */
const NAMED = 20;
/** Operations whose lines are remembered: more than happen within one. */
const LINES = 8192;

/** How a log breaks a clause. */
export interface BrokenClause {
  readonly monitor: Monitor;
  /** The first time, in words. */
  readonly words: string;
  /** Numbers of the lines that break it, the first of them. */
  readonly lines: readonly number[];
  /** How often it is broken. */
  readonly times: number;
  /** Lines that led to the first time. */
  readonly context: readonly string[];
}

/** What the monitors say of one log. */
export interface CheckedLog {
  /** How often each clause held. */
  readonly held: ReadonlyMap<Monitor, number>;
  readonly broken: readonly BrokenClause[];
  /** Operations that it was made of. */
  readonly operations: number;
}

interface Breaking {
  readonly monitor: Monitor;
  readonly words: string;
  readonly lines: number[];
  times: number;
  readonly context: readonly string[];
}

/** What a log is checked with. */
export interface LogCheckOptions {
  readonly judge: Judge;
  readonly host: HostDescription;
  readonly operationAt: (n: number) => Operation | undefined;
  /** Whether the log begins when nothing had happened yet. */
  readonly whole: boolean;
}

/** Checks one log while it is read; keeps what it found, not the log. */
export class LogCheck {
  readonly context = new ContextLines();
  readonly #sitting: Sitting;
  readonly #broken = new Map<Monitor, Breaking>();
  /** Lines of the last operations, by position: those that may still be found to break a clause. */
  readonly #lines = new Float64Array(LINES);
  #operations = 0;

  constructor({ host, judge, operationAt, whole }: LogCheckOptions) {
    this.#sitting = judge.sit({
      host,
      operationAt,
      past: { whole, hostIsAssumed: true },
      violated: (violation) => this.#violated(violation),
    });
  }

  /** The next operation, and the line that tells of it. */
  take(operation: Operation, line: number): void {
    this.#lines[operation.n % LINES] = line;
    this.#operations += 1;
    this.#sitting.take(operation);
  }

  /** All that began is over. */
  rest(): void {
    this.#sitting.rest();
  }

  /** Part of the log is missing here. */
  lose(vm: string): void {
    this.#sitting.lose(vm);
  }

  /** What a guest did with its registers is missing here. */
  loseRegisters(vm: string): void {
    this.#sitting.loseRegisters(vm);
  }

  /** The log is over, or is cut off. */
  end(ending: { readonly cut: boolean } = { cut: false }): CheckedLog {
    this.#sitting.end(ending);
    return { held: this.#sitting.held, broken: [...this.#broken.values()], operations: this.#operations };
  }

  #violated({ monitor, operation, words }: Violation): void {
    const line = this.#lines[operation.n % LINES] ?? 0;
    const known = this.#broken.get(monitor);
    if (known === undefined) {
      this.#broken.set(monitor, { monitor, words, lines: [line], times: 1, context: this.context.lines });
      return;
    }
    known.times += 1;
    if (known.lines.length < NAMED) known.lines.push(line);
  }
}

/** What a monitor looks at that a log which shows these operations does not show. */
export function notShown({ needs, sees }: Monitor, shown: ReadonlySet<Sight>): readonly Sight[] {
  return (needs ?? sees).filter((sight) => !shown.has(sight));
}

/** Whether a log that shows these operations shows what a monitor looks at. */
export function isShown(monitor: Monitor, shown: ReadonlySet<Sight>): boolean {
  return notShown(monitor, shown).length === 0;
}

/** What the monitors say of a log, without those that look at what it does not show. */
export function asFarAsShown(checked: CheckedLog, shown: ReadonlySet<Sight>): CheckedLog {
  return {
    ...checked,
    held: new Map([...checked.held].filter(([monitor]) => isShown(monitor, shown))),
    broken: checked.broken.filter(({ monitor }) => isShown(monitor, shown)),
  };
}
