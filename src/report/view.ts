import { unreachableOf } from '../evidence/coverage/coverage';
import { readStrength, type Strength, strengthDoubts } from '../evidence/strength/strength';
import { type ChapterOutcome, foldChapters } from '../run/fold';
import type { ClauseVerdict, RunResult } from '../run/outcome';
import { VERDICTS } from '../run/session';
import type { Catalogue, Clause, Revision, Source } from '../specification/clauses/catalogue';
import { type Deviations, deviatingClauses, deviationsOf, runVerdictWords } from './deviations';
import { type FailedScenario, failuresOf } from './failures';
import { weakClauses } from './report';
import { capital, counted, coverageWords, elapsed, percent, VERDICT_SIGNS, VERDICT_WORDS } from './words';

/** What the templates read. */
export interface ReportView extends RunResult {
  readonly chapters: readonly ChapterOutcome[];
  /** Clauses by verdict, most first. */
  readonly clauseTotals: readonly (readonly [ClauseVerdict, number])[];
  readonly failures: readonly FailedScenario[];
  readonly deviations: Deviations;
  /** What the run came to. */
  readonly verdictWords: string;
  readonly revision: Revision | undefined;
  readonly catalogue: Catalogue;
  readonly strength: Strength;
  /** Why the strength may not hold for this suite. */
  readonly doubts: readonly string[];
  /** Chosen MUST clauses that were seen to catch nothing. */
  readonly weak: readonly Clause[];
  /** The sources that the chosen clauses cite. */
  readonly sources: readonly Source[];
  readonly verdicts: typeof VERDICTS;
  readonly words: typeof VERDICT_WORDS;
  readonly signs: typeof VERDICT_SIGNS;
  readonly deviatingClauses: typeof deviatingClauses;
  readonly capital: typeof capital;
  readonly counted: typeof counted;
  readonly elapsed: typeof elapsed;
  readonly percent: typeof percent;
  readonly coverageWords: typeof coverageWords;
  readonly unreachableOf: typeof unreachableOf;
}

/** Arranges a result for the templates. */
export function reportView(result: RunResult, catalogue: Catalogue, strength: Strength = readStrength()): ReportView {
  const cited = new Set(result.clauses.flatMap(({ clause }) => clause.source));
  return {
    ...result,
    chapters: foldChapters(catalogue.chapters, result.clauses),
    clauseTotals: clauseTotals(result),
    failures: failuresOf(result),
    deviations: deviationsOf(result),
    verdictWords: runVerdictWords(result),
    revision: catalogue.revisions.find((revision) => revision.id === result.suite.spec),
    catalogue,
    strength,
    doubts: strengthDoubts(strength),
    weak: weakClauses(result, strength),
    sources: [...catalogue.sources.values()].filter((source) => cited.has(source.key)),
    verdicts: VERDICTS,
    words: VERDICT_WORDS,
    signs: VERDICT_SIGNS,
    deviatingClauses,
    capital,
    counted,
    elapsed,
    percent,
    coverageWords,
    unreachableOf,
  };
}

function clauseTotals(result: RunResult): [ClauseVerdict, number][] {
  const totals = new Map<ClauseVerdict, number>();
  for (const { verdict } of result.clauses) totals.set(verdict, (totals.get(verdict) ?? 0) + 1);
  return [...totals].sort(([, a], [, b]) => b - a);
}
