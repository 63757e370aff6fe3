import { coerce, satisfies } from 'semver';
import type { ScenarioOutcome } from '../run/outcome';
import type { Plan } from '../run/plan';
import type { Deviation, ExpectationsFile } from './expectations-file';

/** An entry that does not describe the implementation any more, or never did. */
export interface StaleEntry {
  readonly id: string;
  readonly problem: string;
}

/** The known deviations of one version of an implementation, held against what its scenarios came to. */
export class Expectations {
  readonly #deviations: readonly Deviation[];

  constructor({ deviations }: ExpectationsFile, implementationVersion: string) {
    this.#deviations = deviations.filter(({ versions }) => versions === undefined || applies(implementationVersion, versions));
  }

  /** A failure that is expected becomes a known deviation. */
  judge(outcome: ScenarioOutcome): ScenarioOutcome {
    if (outcome.verdict !== 'failed') return outcome;
    const deviation = this.#deviations.find((entry) => covers(entry, outcome));
    return deviation === undefined ? outcome : { ...outcome, verdict: 'knownDeviation', reason: `${deviation.reason} (${deviation.link})` };
  }

  /** Scenarios that passed although their entry, as a whole, expects a deviation. */
  unexpectedPasses(outcomes: readonly ScenarioOutcome[]): ReadonlySet<ScenarioOutcome> {
    const unexpected = new Set<ScenarioOutcome>();
    for (const entry of this.#deviations) {
      const covered = outcomes.filter((outcome) => covers(entry, outcome));
      if (covered.some(({ verdict }) => verdict === 'knownDeviation' || verdict === 'failed')) continue;
      for (const outcome of covered) if (outcome.verdict === 'passed') unexpected.add(outcome);
    }
    return unexpected;
  }

  /** Entries that name nothing in the suite. */
  stale({ scenarios }: Pick<Plan, 'scenarios'>): readonly StaleEntry[] {
    const known = new Set(scenarios.flatMap((scenario) => [scenario.id, ...scenario.clauses]));
    return this.#deviations
      .filter(({ id }) => !known.has(id))
      .map(({ id }) => ({ id, problem: 'the suite has no such clause or scenario' }));
  }
}

function covers({ id }: Deviation, { scenario }: ScenarioOutcome): boolean {
  return scenario.id === id || scenario.clauses.includes(id);
}

function applies(version: string, range: string): boolean {
  const known = coerce(version, { includePrerelease: true });
  return known === null || satisfies(known, range, { includePrerelease: true });
}
