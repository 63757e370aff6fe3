import type { OperationLog } from '../machine/log';
import { Narrator } from '../machine/log';
import { Judge, type Judgement, MONITORS, type Monitor, type Violation } from '../monitors';
import { leftOut } from '../plain-text';
import type { HostDescription, LayerName } from '../ports';
import { monitoredIn } from '../specification/monitored';
import type { PlannedScenario } from '../specification/plan';
import type { Monitored, ScenarioOutcome } from './outcome';

/** Operations before the one that broke a clause which are told with it. */
const TOLD = 40;

/** Logs that are judged one after the other: code that has just run runs faster, and the more there are, the more begin alike. */
const AT_ONCE = 64;
/** No more operations wait, and none for longer, so that a run which is killed has told nearly all. */
const MOST_WAITING = 40_000;
const LONGEST_MS = 1000;

/** A scenario that is over, whose log waits under a name. */
interface Waiting {
  readonly scenario: PlannedScenario;
  readonly host: HostDescription;
  /** One that was cut is judged by itself. */
  readonly log: symbol | Judgement;
}

/** Judges the operation log of each scenario by the monitors, whatever the scenario itself asks; several together. */
export class LogJudge {
  readonly #monitors: readonly Monitor[];
  readonly #judge: Judge;
  readonly #reproduce: (scenario: PlannedScenario) => string;
  /** By the place of the monitor. */
  readonly #held: number[] = [];
  readonly #violated = new Map<string, number>();
  #waiting: Waiting[] = [];
  #operations = 0;
  #since = 0;
  #machine: { readonly host: HostDescription; readonly log: OperationLog } | undefined;

  /** `clauses` are those that the implementation is held to, `layers` those of its own. */
  constructor(clauses: ReadonlyMap<string, unknown>, layers: readonly LayerName[], reproduce: (scenario: PlannedScenario) => string) {
    this.#monitors = MONITORS.filter(({ clause, layer }) => clauses.has(clause) && layers.includes(layer));
    this.#judge = new Judge(this.#monitors);
    this.#reproduce = reproduce;
  }

  /** A scenario has made its machine. */
  machineMade(machine: { readonly host: HostDescription; readonly log: OperationLog }): void {
    this.#machine = machine;
  }

  /** A scenario is over; whether logs should be judged now. */
  scenarioEnded(scenario: PlannedScenario): boolean {
    const machine = this.#machine;
    this.#machine = undefined;
    if (machine === undefined || this.#monitors.length === 0) return false;
    if (this.#waiting.length === 0) this.#since = performance.now();
    const { host, log } = machine;
    // What a machine does after its scenario is nobody's.
    const { isCut, operations } = log;
    this.#waiting.push({
      scenario,
      host,
      log: isCut ? this.#judge.judgeCut({ host, operations }) : this.#judge.wait({ host, operations }),
    });
    this.#operations += log.length;
    return this.#waiting.length >= AT_ONCE || this.#operations > MOST_WAITING || performance.now() - this.#since > LONGEST_MS;
  }

  /** Judges the logs that wait: an outcome for each clause that one breaks. */
  judgeWaiting(): readonly ScenarioOutcome[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#operations = 0;
    const judged = this.#judge.judgeAll();
    return waiting.flatMap(({ host, log, scenario }) => {
      const judgement = typeof log === 'symbol' ? judged.get(log) : log;
      return judgement === undefined ? [] : this.#outcomes(scenario, host, judgement);
    });
  }

  #outcomes(scenario: PlannedScenario, host: HostDescription, { held, operations, violations }: Judgement): readonly ScenarioOutcome[] {
    for (let place = 0; place < held.length; place += 1) this.#held[place] = (this.#held[place] ?? 0) + (held[place] ?? 0);
    if (violations.length === 0) return [];
    const first = new Map<string, Violation>();
    for (const violation of violations) if (!first.has(violation.monitor.clause)) first.set(violation.monitor.clause, violation);
    return [...first.values()].map((violation) => {
      const { clause, looksAt } = violation.monitor;
      this.#violated.set(clause, (this.#violated.get(clause) ?? 0) + 1);
      const { n } = violation.operation;
      const from = Math.max(0, n - TOLD);
      return {
        scenario: monitoredIn(scenario, clause),
        verdict: 'failed',
        durationMs: 0,
        failure: {
          message: violation.words,
          step: '(at any time)',
          expected: [looksAt],
          actual: [violation.words],
          operations: [...leftOut(from), ...new Narrator(host, operations).lines(operations.slice(from, n + 1))],
          reproduce: this.#reproduce(scenario),
        },
      };
    });
  }

  /** What each clause came to in the logs that were judged. */
  get monitored(): readonly Monitored[] {
    return [...new Set(this.#monitors.map(({ clause }) => clause))].map((clause) => ({
      clause,
      held: this.#monitors.reduce((sum, monitor, place) => sum + (monitor.clause === clause ? (this.#held[place] ?? 0) : 0), 0),
      violated: this.#violated.get(clause) ?? 0,
    }));
  }
}
