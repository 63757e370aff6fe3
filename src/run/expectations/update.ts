import { concerns } from './expectations';
import type { Deviation, ExpectationsFile } from './expectations-file';
import { NO_LINK, NOT_EXAMINED } from './placeholder';

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

/** What an update goes by. */
export interface UpdateBasis {
  readonly scenarios: readonly ReportedScenario[];
  /** Version of the implementation that was run; entries for other versions stay as they are. */
  readonly version: string;
  /** Tells whether the suite has a clause or a scenario of this ID; entries that name neither go. */
  readonly names: (id: string) => boolean;
}

/** Makes the entries fit a report: new failures get one, entries that passed or are stale go, reasons stay. */
export function updateExpectations(old: ExpectationsFile, { scenarios, version, names }: UpdateBasis): ExpectationsUpdate {
  const deviates = ({ verdict }: ReportedScenario): boolean => verdict === 'failed' || verdict === 'knownDeviation';
  const covers = (id: string, scenario: ReportedScenario): boolean => scenario.id === id || scenario.clauses.includes(id);
  const inForce = (entry: Deviation): boolean => concerns(entry, version);
  const kept = old.deviations.filter((entry) => {
    const { id } = entry;
    if (!inForce(entry)) return true;
    if (!names(id)) return false;
    const covered = scenarios.filter((scenario) => covers(id, scenario));
    // What the report does not speak of may still be true.
    return (
      covered.length === 0 || covered.some(deviates) || !covered.some(({ verdict }) => verdict === 'passed' || verdict === 'unexpectedPass')
    );
  });
  const added = scenarios
    .filter((scenario) => scenario.verdict === 'failed' && !kept.some((entry) => inForce(entry) && covers(entry.id, scenario)))
    .map(newEntry);
  return {
    file: { ...old, deviations: [...kept, ...added] },
    added: added.map(({ id }) => id),
    removed: old.deviations.filter((entry) => !kept.includes(entry)).map(({ id }) => id),
  };
}

function newEntry({ id, failure }: ReportedScenario): Deviation {
  return { id, reason: `${NOT_EXAMINED}: ${failure?.message ?? 'failed'}`, link: NO_LINK };
}
