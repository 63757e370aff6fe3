import { coerce, satisfies } from 'semver';
import { monitoredId } from '../../specification/monitored';
import type { Plan, PlannedScenario } from '../../specification/plan';
import type { ScenarioOutcome } from '../outcome';
import type { Verdict } from '../session';
import type { Deviation, ExpectationsFile } from './expectations-file';

/** An entry that does not describe the implementation any more, or never did. */
export interface StaleEntry {
  readonly id: string;
  readonly problem: string;
}

const DEVIATING_OR_UNKNOWN: readonly Verdict[] = ['failed', 'knownDeviation', 'couldNotRun'];

/** The known deviations of one version of an implementation, held against what its scenarios came to. */
export class Expectations {
  readonly #deviations: readonly Deviation[];

  constructor({ deviations }: ExpectationsFile, implementationVersion: string) {
    this.#deviations = deviations.filter((entry) => concerns(entry, implementationVersion));
  }

  /** IDs of the entries in force. */
  get ids(): readonly string[] {
    return this.#deviations.map(({ id }) => id);
  }

  /** A failure that is expected becomes a known deviation. */
  judge(outcome: ScenarioOutcome): ScenarioOutcome {
    const { failure, ...others } = outcome;
    const deviation = failure === undefined ? undefined : this.#deviations.find((entry) => covers(entry, outcome.scenario));
    return deviation === undefined ? outcome : { ...others, verdict: 'knownDeviation', reason: `${deviation.reason} (${deviation.link})` };
  }

  /** Scenarios that passed although their entry, as a whole, expects a deviation; an entry of which not all was run is left alone. */
  unexpectedPasses(outcomes: readonly ScenarioOutcome[], { scenarios }: Pick<Plan, 'scenarios'>): ReadonlySet<ScenarioOutcome> {
    const unexpected = new Set<ScenarioOutcome>();
    for (const entry of this.#deviations) {
      const covered = outcomes.filter(({ scenario }) => covers(entry, scenario));
      if (covered.length < scenarios.filter((scenario) => covers(entry, scenario)).length) continue;
      if (covered.some(({ verdict }) => DEVIATING_OR_UNKNOWN.includes(verdict))) continue;
      // A log that breaks no clause has no outcome of its own: its scenario stands for it.
      const { scenario: logged } = monitoredId(entry.id) ?? {};
      if (logged !== undefined) covered.push(...outcomes.filter(({ scenario }) => scenario.id === logged));
      for (const outcome of covered) if (outcome.verdict === 'passed') unexpected.add(outcome);
    }
    return unexpected;
  }

  /** Entries that name nothing in the suite. */
  stale({ scenarios }: Pick<Plan, 'scenarios'>): readonly StaleEntry[] {
    const known = new Set(scenarios.flatMap((scenario) => [scenario.id, ...scenario.clauses]));
    return this.#deviations
      .filter(({ id }) => {
        const monitored = monitoredId(id);
        return monitored === undefined ? !known.has(id) : !known.has(monitored.scenario) || !known.has(monitored.clause);
      })
      .map(({ id }) => ({ id, problem: 'the suite has no such clause or scenario' }));
  }
}

function covers({ id }: Deviation, scenario: PlannedScenario): boolean {
  return scenario.id === id || scenario.clauses.includes(id);
}

/** Whether an entry is about this version of the implementation. */
export function concerns({ versions }: Deviation, version: string): boolean {
  return versions === undefined || applies(version, versions);
}

function applies(version: string, range: string): boolean {
  const known = coerce(version, { includePrerelease: true });
  return known === null || satisfies(known, range, { includePrerelease: true });
}
