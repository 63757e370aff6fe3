import type { ClauseVerdict } from '../run/outcome';
import type { Verdict } from '../run/session';
import type { Report, ReportedClause, ReportedScenario } from './report';

/** A scenario that the two reports judge differently. */
export interface ScenarioDifference {
  readonly id: string;
  /** Absent where a report does not have it. */
  readonly verdicts: readonly [Verdict | undefined, Verdict | undefined];
  /** What each tells besides the verdict, a line each. */
  readonly details: readonly [readonly string[], readonly string[]];
}

/** A clause about which two reports differ. */
export interface ClauseDifference {
  readonly id: string;
  readonly level: string;
  readonly title: string;
  readonly verdicts: readonly [ClauseVerdict | undefined, ClauseVerdict | undefined];
  readonly scenarios: readonly ScenarioDifference[];
}

/** Two reports, clause by clause. */
export interface Comparison {
  readonly reports: readonly [Report, Report];
  /** Clauses that both have and judge alike, in every scenario. */
  readonly alike: number;
  readonly differences: readonly ClauseDifference[];
  /** How many scenarios went from one verdict to another. */
  readonly changes: readonly { readonly from: string; readonly to: string; readonly count: number }[];
}

/** What a report that lacks a clause or scenario says of it. */
export const ABSENT = 'not in the report';

/** Compares two reports by clause, in the order of the first. */
export function compareReports(first: Report, second: Report): Comparison {
  const clauses = [byId(first.clauses), byId(second.clauses)] as const;
  const scenarios = [byId(first.scenarios), byId(second.scenarios)] as const;
  const ids = new Set([...clauses[0].keys(), ...clauses[1].keys()]);
  const differences = [...ids].flatMap((id) => difference([clauses[0].get(id), clauses[1].get(id)], scenarios));
  return { reports: [first, second], alike: ids.size - differences.length, differences, changes: changesOf(scenarios) };
}

function difference(
  [one, other]: readonly [ReportedClause | undefined, ReportedClause | undefined],
  [ones, others]: readonly [ReadonlyMap<string, ReportedScenario>, ReadonlyMap<string, ReportedScenario>],
): ClauseDifference[] {
  const known = one ?? other;
  if (known === undefined) return [];
  const ids = new Set([...(one?.scenarios ?? []), ...(other?.scenarios ?? [])]);
  const differing = [...ids].flatMap((id): ScenarioDifference[] => {
    const pair = [ones.get(id), others.get(id)] as const;
    if (pair[0]?.verdict === pair[1]?.verdict) return [];
    return [{ id, verdicts: [pair[0]?.verdict, pair[1]?.verdict], details: [detailsOf(pair[0]), detailsOf(pair[1])] }];
  });
  if (one?.verdict === other?.verdict && differing.length === 0) return [];
  return [{ id: known.id, level: known.level, title: known.title, verdicts: [one?.verdict, other?.verdict], scenarios: differing }];
}

function detailsOf(scenario: ReportedScenario | undefined): readonly string[] {
  if (scenario === undefined) return [];
  const { failure, reason } = scenario;
  if (failure === undefined) return reason === undefined ? [] : [reason];
  const { actual, expected, message } = failure;
  return [message, ...expected.map((line) => `expected ${line}`), ...actual.map((line) => `actual ${line}`)];
}

function changesOf([ones, others]: readonly [ReadonlyMap<string, ReportedScenario>, ReadonlyMap<string, ReportedScenario>]) {
  const counts = new Map<string, { readonly from: string; readonly to: string; readonly count: number }>();
  for (const id of new Set([...ones.keys(), ...others.keys()])) {
    const [from, to] = [ones.get(id)?.verdict ?? ABSENT, others.get(id)?.verdict ?? ABSENT];
    if (from === to) continue;
    const key = `${from} ${to}`;
    counts.set(key, { from, to, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

function byId<T extends { readonly id: string }>(things: readonly T[]): ReadonlyMap<string, T> {
  return new Map(things.map((thing) => [thing.id, thing]));
}
