import { unreachableOf } from '../evidence/coverage/coverage';
import { readStrength, type Strength, strengthDoubts } from '../evidence/strength/strength';
import { type ChapterOutcome, foldChapters } from '../run/fold';
import type { ClauseVerdict, RunResult } from '../run/outcome';
import { VERDICTS } from '../run/session';
import type { Catalogue, Clause, Source } from '../specification/clauses/catalogue';
import type { PlannedScenario } from '../specification/plan';
import { brief, briefFailure, cut } from './brief';
import { causesOf, type RootCause, rootCauses } from './causes/causes';
import { coverageMap } from './coverage-map';
import { type Deviations, deviatingClauses, deviationsOf, runVerdictWords } from './deviations';
import { failurePictures } from './failure-pictures';
import { type FailedScenario, failuresOf } from './failures';
import { homeClauses } from './home-clauses';
import { toldOperations } from './operations';
import { type ReportExtras, weakClauses } from './report';
import type { Site } from './site/site';
import { type ToldRevision, toldRevisions } from './told-revisions';
import { capital, counted, coverageWords, elapsed, monitorWords, percent, VERDICT_SIGNS, VERDICT_WORDS } from './words';

/** What the templates read. */
export interface ReportView extends RunResult {
  readonly chapters: readonly ChapterOutcome[];
  /** Clauses by verdict, most first. */
  readonly clauseTotals: readonly (readonly [ClauseVerdict, number])[];
  readonly failures: readonly FailedScenario[];
  /** What follows from nothing, by how much follows from it. */
  readonly roots: readonly RootCause[];
  /** How many different things the failures say. */
  readonly sayings: number;
  /** Whether index.html has every failure in full; otherwise they stand in files beside it. */
  readonly whole: boolean;
  /** Characters that the page has for each reason why a scenario did not run. */
  readonly reasonRoom: number;
  /** Where a failure stands in full on its page: by its number, as IDs of thousands of failures would make the pages large. */
  readonly failureAnchor: (scenario: PlannedScenario) => string;
  /** Address of a failure in full, as index.html names it. */
  readonly failureAddress: (scenario: PlannedScenario) => string;
  /** The clause under which index.html tells a scenario; the others that it counts for name it alone. */
  readonly home: (scenario: PlannedScenario) => string;
  /** The book that is written beside index.html, if one is. */
  readonly site: Site | undefined;
  /** Address of a clause or a scenario in the book, as index.html names it. */
  readonly bookAddress: typeof bookAddress;
  readonly deviations: Deviations;
  /** What the run came to. */
  readonly verdictWords: string;
  /** The revision of each layer that judged, and why; empty for a report of an earlier version. */
  readonly revisions: readonly ToldRevision[];
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
  readonly monitorWords: typeof monitorWords;
  readonly unreachableOf: typeof unreachableOf;
  readonly brief: typeof brief;
  readonly briefFailure: typeof briefFailure;
  readonly cut: typeof cut;
  readonly toldOperations: typeof toldOperations;
  readonly failurePictures: typeof failurePictures;
  readonly coverageMap: typeof coverageMap;
}

/** Failures that index.html tells in full, each of them; of more it tells the causes. */
const IN_FULL = 30;

/** Arranges a result for the templates. */
export function reportView(
  result: RunResult,
  catalogue: Catalogue,
  { causes = causesOf(result), site, strength = readStrength() }: ReportExtras & { readonly site?: Site | undefined } = {},
): ReportView {
  const failures = failuresOf(result);
  const whole = failures.length <= IN_FULL;
  const home = homeClauses(result.clauses);
  const numbers = new Map(failures.map(({ scenario }, n) => [scenario.id, n + 1]));
  const failureAnchor = ({ id }: PlannedScenario) => `failure-${numbers.get(id) ?? 0}`;
  const cited = new Set(result.clauses.flatMap(({ clause }) => clause.source));
  return {
    ...result,
    chapters: foldChapters(catalogue.chapters, result.clauses),
    clauseTotals: clauseTotals(result),
    failures,
    roots: rootCauses(causes),
    sayings: causes.length,
    whole,
    reasonRoom: reasonRoom(result),
    failureAnchor,
    failureAddress: (scenario) => `${whole ? '' : `failures/${home(scenario)}.html`}#${failureAnchor(scenario)}`,
    home,
    site,
    bookAddress,
    deviations: deviationsOf(result),
    verdictWords: runVerdictWords(result),
    revisions: toldRevisions(result.suite),
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
    monitorWords,
    unreachableOf,
    brief,
    briefFailure,
    cut,
    toldOperations,
    failurePictures,
    coverageMap,
  };
}

/** Where the book has a clause or a scenario, by its ID. */
function bookAddress(id: string): string {
  return `book/chapters/${(id.split('/')[0] ?? '').replace(/-\d+$/, '')}.html#${id}`;
}

/** Characters of all reasons together. */
const REASONS = 200_000;

function reasonRoom({ scenarios }: RunResult): number {
  return Math.floor(REASONS / Math.max(25, scenarios.filter(({ reason }) => reason !== undefined).length));
}

function clauseTotals(result: RunResult): [ClauseVerdict, number][] {
  const totals = new Map<ClauseVerdict, number>();
  for (const { verdict } of result.clauses) totals.set(verdict, (totals.get(verdict) ?? 0) + 1);
  return [...totals].sort(([, a], [, b]) => b - a);
}
