import type { Chapter, Clause } from '../specification/clauses/catalogue';
import type { ClauseOutcome, ClauseVerdict, RunVerdict, ScenarioOutcome } from './outcome';
import { VERDICTS, type Verdict } from './session';

/** Counts by verdict; verdicts that nothing has are 0. */
export function totalsOf(outcomes: Iterable<{ readonly verdict: Verdict }>): Record<Verdict, number> {
  const totals: Record<Verdict, number> = {
    passed: 0,
    failed: 0,
    notApplicable: 0,
    notObservable: 0,
    knownDeviation: 0,
    unexpectedPass: 0,
    couldNotRun: 0,
  };
  for (const { verdict } of outcomes) totals[verdict] += 1;
  return totals;
}

/** The worst of its scenarios. */
export function clauseVerdict(clause: Clause, outcomes: readonly ScenarioOutcome[]): ClauseVerdict {
  const worst = VERDICTS.findLast((verdict) => outcomes.some((outcome) => outcome.verdict === verdict));
  return worst ?? (clause.untestable === undefined ? 'notCovered' : 'untestable');
}

/** Puts scenarios to their clauses; a scenario counts for every clause it names. */
export function foldClauses(clauses: readonly Clause[], outcomes: readonly ScenarioOutcome[]): ClauseOutcome[] {
  const byClause = new Map<string, ScenarioOutcome[]>(clauses.map((clause) => [clause.id, []]));
  for (const outcome of outcomes) for (const id of outcome.scenario.clauses) byClause.get(id)?.push(outcome);
  return clauses.map((clause) => {
    const scenarios = byClause.get(clause.id) ?? [];
    return { clause, verdict: clauseVerdict(clause, scenarios), scenarios };
  });
}

/**
 * The verdict of a run that went through all scenarios. Conformant only if something passed and nothing did anything else that
 * speaks against the implementation; with deviations on record that showed, the run is as expected, not conformant.
 */
export function runVerdict(totals: Readonly<Record<Verdict, number>>): RunVerdict {
  if (totals.failed > 0 || totals.unexpectedPass > 0) return 'notConformant';
  if (totals.couldNotRun > 0 || totals.passed === 0) return 'couldNotRun';
  return totals.knownDeviation > 0 ? 'asExpected' : 'conformant';
}

/** A chapter's share of a run. */
export interface ChapterOutcome {
  readonly chapter: Pick<Chapter, 'id' | 'title' | 'layer'>;
  readonly clauses: readonly ClauseOutcome[];
  /** Scenarios by verdict; each counts once, in the chapter of its first chosen clause. */
  readonly totals: Readonly<Record<Verdict, number>>;
}

/** Groups clauses by chapter, in the catalogue's order; chapters without a chosen clause are left out. */
export function foldChapters(chapters: readonly Chapter[], clauses: readonly ClauseOutcome[]): ChapterOutcome[] {
  const groups = new Map<string, { readonly clauses: ClauseOutcome[]; readonly scenarios: ScenarioOutcome[] }>();
  for (const outcome of clauses) {
    const group = groups.get(outcome.clause.chapter);
    if (group === undefined) groups.set(outcome.clause.chapter, { clauses: [outcome], scenarios: [] });
    else group.clauses.push(outcome);
  }
  const chapterOf = new Map(clauses.map(({ clause }) => [clause.id, clause.chapter]));
  for (const outcome of new Set(clauses.flatMap((clause) => clause.scenarios))) {
    const first = outcome.scenario.clauses.find((id) => chapterOf.has(id));
    groups.get(chapterOf.get(first ?? '') ?? '')?.scenarios.push(outcome);
  }
  return chapters.flatMap(({ id, title, layer }) => {
    const group = groups.get(id);
    return group === undefined ? [] : [{ chapter: { id, title, layer }, clauses: group.clauses, totals: totalsOf(group.scenarios) }];
  });
}
