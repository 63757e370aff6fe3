import type { OperationLog } from '../machine/log';
import { Narrator } from '../machine/log';
import { Judge, MONITORS, type Monitor, type Violation } from '../monitors';
import type { HostDescription, LayerName } from '../ports';
import { monitoredIn } from '../specification/monitored';
import type { PlannedScenario } from '../specification/plan';
import type { Monitored, ScenarioOutcome } from './outcome';

/** Operations before the one that broke a clause which are told with it. */
const TOLD = 40;

/** Judges the operation log of each scenario by the monitors, whatever the scenario itself asks. */
export class LogJudge {
  readonly #monitors: readonly Monitor[];
  readonly #judge: Judge;
  readonly #reproduce: (scenario: PlannedScenario) => string;
  readonly #held = new Map<string, number>();
  readonly #violated = new Map<string, number>();
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

  /** A scenario is over: an outcome for each clause that its log breaks. */
  scenarioEnded(scenario: PlannedScenario): readonly ScenarioOutcome[] {
    const machine = this.#machine;
    this.#machine = undefined;
    if (machine === undefined || this.#monitors.length === 0) return [];
    const { host, log } = machine;
    const { held, violations } = this.#judge.judge({ host, operations: log.operations });
    for (const [{ clause }, times] of held) this.#held.set(clause, (this.#held.get(clause) ?? 0) + times);
    const first = new Map<string, Violation>();
    for (const violation of violations) if (!first.has(violation.monitor.clause)) first.set(violation.monitor.clause, violation);
    return [...first.values()].map((violation) => {
      const { clause, looksAt } = violation.monitor;
      this.#violated.set(clause, (this.#violated.get(clause) ?? 0) + 1);
      const { n } = violation.operation;
      const operations = new Narrator(host, log.operations).lines(log.operations.slice(Math.max(0, n - TOLD), n + 1));
      return {
        scenario: monitoredIn(scenario, clause),
        verdict: 'failed',
        durationMs: 0,
        failure: {
          message: violation.words,
          step: '(at any time)',
          expected: [looksAt],
          actual: [violation.words],
          operations,
          reproduce: this.#reproduce(scenario),
        },
      };
    });
  }

  /** What each clause came to so far. */
  get monitored(): readonly Monitored[] {
    return [...new Set(this.#monitors.map(({ clause }) => clause))].map((clause) => ({
      clause,
      held: this.#held.get(clause) ?? 0,
      violated: this.#violated.get(clause) ?? 0,
    }));
  }
}
