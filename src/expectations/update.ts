import type { Deviation, ExpectationsFile } from './expectations-file';

/** The part of a report that an update reads. */
export interface ReportedScenario {
  readonly id: string;
  readonly clauses: readonly string[];
  readonly verdict: string;
  readonly failure?: { readonly message: string };
}

/** What an update changed. */
export interface ExpectationsUpdate {
  readonly file: ExpectationsFile;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Makes the entries fit a report: new failures get one, entries that passed lose theirs, reasons stay. */
export function updateExpectations(old: ExpectationsFile, scenarios: readonly ReportedScenario[]): ExpectationsUpdate {
  const deviates = ({ verdict }: ReportedScenario): boolean => verdict === 'failed' || verdict === 'knownDeviation';
  const covers = (id: string, scenario: ReportedScenario): boolean => scenario.id === id || scenario.clauses.includes(id);
  const kept = old.deviations.filter(({ id }) => {
    const covered = scenarios.filter((scenario) => covers(id, scenario));
    // What the report does not speak of may still be true.
    return (
      covered.length === 0 || covered.some(deviates) || !covered.some(({ verdict }) => verdict === 'passed' || verdict === 'unexpectedPass')
    );
  });
  const added = scenarios.filter((scenario) => scenario.verdict === 'failed' && !kept.some(({ id }) => covers(id, scenario))).map(newEntry);
  return {
    file: { ...old, deviations: [...kept, ...added] },
    added: added.map(({ id }) => id),
    removed: old.deviations.filter((entry) => !kept.includes(entry)).map(({ id }) => id),
  };
}

function newEntry({ id, failure }: ReportedScenario): Deviation {
  return { id, reason: `not examined yet: ${failure?.message ?? 'failed'}`, link: 'none yet' };
}
