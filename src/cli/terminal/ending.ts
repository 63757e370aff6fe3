import colours from 'picocolors';
import { briefFailure, cut } from '../../report/brief';
import { causesOf, type RootCause, rootCauses } from '../../report/causes/causes';
import { deviatingClauses, deviationsOf, runVerdictWords } from '../../report/deviations';
import type { FailedScenario } from '../../report/failures';
import { toldOperations } from '../../report/operations';
import { revisionsLine } from '../../report/told-revisions';
import { capital, counted, coverageWords, elapsed, monitorWords, VERDICT_WORDS } from '../../report/words';
import { foldChapters } from '../../run/fold';
import type { RunResult } from '../../run/outcome';
import { VERDICTS } from '../../run/session';
import type { Catalogue } from '../../specification/clauses/catalogue';
import { inColour, sign } from './colour';
import { columnsTable } from './columns-table';
import { columns, labelled, wrap } from './wrap';

/** Most scenarios that could not run share a reason; each reason is told once. */
const REASONS = 10;

/** Causes to tell in full, and a line each; more than these nobody reads in a terminal. */
const CAUSES = 10;
const FURTHER = 30;

/** Scenarios and clauses to name where only that is told of them. */
const NAMED = 8;

/** Operations to tell of a failure; the reports have them all. */
const OPERATIONS = 20;

/** Lines that the implementation wrote to tell of a failure; the reports have more. */
const WRITTEN = 15;

/** Lines of a message or a value to tell, and their characters. */
const LINES = 20;
const WIDTH = 500;

/** What is printed at the end of a run: failures, chapters unless they are not wanted or say nothing, verdict. */
export function ending(result: RunResult, catalogue: Catalogue, directory: string, { chapters = true } = {}): string {
  const roots = rootCauses(causesOf(result));
  return [
    ...roots.slice(0, CAUSES).map((root, position) => causeText(root, position + 1, catalogue)),
    ...furtherCauses(roots.slice(CAUSES)),
    ...unrunReasons(result),
    ...knownDeviations(result),
    ...(chapters && anythingRan(result) ? [chapterTable(result, catalogue)] : []),
    verdictText(result, directory, roots),
  ].join('\n\n');
}

/** One failure in full, and the others by name. */
function causeText(root: RootCause, number: number, catalogue: Catalogue): string {
  const [first] = root.failures;
  const clause = catalogue.clause(root.clause);
  return [
    inColour('failed', `${number}) ${root.clause} ${clause?.level} ${clause?.title}`),
    ...[
      ...(first === undefined ? [] : failureLines(first)),
      ...labelled('the same', named(root.failures.slice(1).map(({ scenario }) => scenario.id))),
      ...labelled('may follow', followers(root)),
    ].map((line) => `   ${line}`),
  ].join('\n');
}

function failureLines({ scenario, failure: whole }: FailedScenario): string[] {
  const failure = briefFailure(whole, { lines: LINES, width: WIDTH, operations: OPERATIONS });
  return [
    ...labelled('scenario', [scenario.name]),
    ...labelled('at', [`${scenario.feature}:${scenario.line}`]),
    ...labelled('step', [failure.step]),
    ...labelled('message', failure.message.split('\n')),
    ...labelled('expected', failure.expected).map(colours.green),
    ...labelled('actual', failure.actual).map(colours.red),
    ...labelled('operations', operations(whole)),
    ...labelled('wrote', lastWritten(whole.diagnostics)),
    ...labelled('trace', failure.trace?.split('\n') ?? []).map(colours.dim),
    ...labelled('alone', [failure.reproduce]),
  ];
}

/** What was done, by step: the last step that did anything in full, then as much of those before it as there is room for. */
function operations(failure: FailedScenario['failure']): readonly string[] {
  if (failure.operations.length === 0) return [];
  return toldOperations(failure, { operations: OPERATIONS, width: WIDTH }).flatMap(({ step, count, from, lines }) => {
    const left =
      lines.length < count ? ` (${counted(count, 'operation')}${lines.length === 0 ? '' : `, the last ${lines.length} of them`})` : '';
    return [
      ...(step === undefined && left === '' ? [] : [`${step ?? 'all'}${left}${lines.length === 0 ? '' : ':'}`]),
      ...lines.map((line, place) => `${String(from + place).padStart(5)}. ${line}`),
    ];
  });
}

function named(ids: readonly string[]): string[] {
  const left = ids.length - NAMED;
  return left > 0 ? [...ids.slice(0, NAMED), `and ${counted(left, 'other scenario')}, in the reports`] : [...ids];
}

function followers({ followers: all, following }: RootCause): string[] {
  if (all.length === 0) return [];
  const byClause = new Map<string, number>();
  for (const { clause, failures } of all) byClause.set(clause, (byClause.get(clause) ?? 0) + failures.length);
  const most = [...byClause].sort(([, a], [, b]) => b - a).map(([clause, count]) => `${clause}${count > 1 ? ` × ${count}` : ''}`);
  const left = most.length - NAMED;
  const clauses = `${most.slice(0, NAMED).join(', ')}${left > 0 ? ` and ${counted(left, 'other clause')}` : ''}`;
  return wrap(
    `${counted(following, 'scenario')} that ${following === 1 ? 'does' : 'do'} the same or more: ${clauses}`,
    '',
    columns() - 15,
  ).split('\n');
}

/** The end of what the implementation wrote. */
function lastWritten(diagnostics = ''): readonly string[] {
  const lines = diagnostics === '' ? [] : diagnostics.split('\n');
  const left = lines.length - WRITTEN;
  return left > 0 ? [`(${counted(left, 'line')} left out; the reports have more)`, ...lines.slice(-WRITTEN)] : lines;
}

function furtherCauses(roots: readonly RootCause[]): string[] {
  if (roots.length === 0) return [];
  const lines = roots.slice(0, FURTHER).map(({ clause, failures, following, message }) => {
    const often = failures.length > 1 ? ` × ${failures.length}` : '';
    const after = following > 0 ? ` (${counted(following, 'scenario')} may follow)` : '';
    return `   ${clause}${often}: ${cut(message, columns() + 40)}${after}`;
  });
  const left = roots.length - FURTHER;
  return [
    [
      inColour('failed', `${counted(roots.length, 'further cause')}, in full in the reports:`),
      ...lines,
      ...(left > 0 ? [`   and ${left} more`] : []),
    ].join('\n'),
  ];
}

function unrunReasons(result: RunResult): string[] {
  const reasons = new Map<string, number>();
  for (const { verdict, reason = '' } of result.scenarios) {
    if (verdict === 'couldNotRun' && reason !== result.reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  if (reasons.size === 0) return [];
  const told = [...reasons].sort(([, a], [, b]) => b - a).map(([reason, count]) => `   ${count} × ${reason}`);
  const rest = told.length - REASONS;
  const lines = rest > 0 ? [...told.slice(0, REASONS), `   and for ${counted(rest, 'other reason')}`] : told;
  return [[inColour('couldNotRun', 'Could not run:'), ...lines].join('\n')];
}

/** Why the implementation deviates where that is on record, the reason that most scenarios share first. */
function knownDeviations(result: RunResult): string[] {
  const { byReason } = deviationsOf(result);
  if (byReason.length === 0) return [];
  const told = byReason
    .slice(0, REASONS)
    .map(({ reason, scenarios, clauses }) =>
      wrap(`${scenarios.length} × ${clauses.map(({ clause }) => clause.id).join(', ')}: ${reason}`, '   '),
    );
  const rest = byReason.length - told.length;
  return [
    [inColour('knownDeviation', 'Known deviations:'), ...told, ...(rest > 0 ? [`   and for ${counted(rest, 'other reason')}`] : [])].join(
      '\n',
    ),
  ];
}

/** Where nothing did, the reason says all. */
function anythingRan({ reason, scenarios }: RunResult): boolean {
  return scenarios.some((outcome) => outcome.verdict !== 'couldNotRun' || outcome.reason !== reason);
}

function chapterTable(result: RunResult, catalogue: Catalogue): string {
  const verdicts = VERDICTS.filter((verdict) => result.totals[verdict] > 0);
  const chapters = foldChapters(catalogue.chapters, result.clauses).filter(({ totals }) =>
    Object.values(totals).some((count) => count > 0),
  );
  const rows = chapters.map(({ chapter, clauses, totals }) => [
    chapter.id,
    chapter.title,
    chapter.layer,
    String(clauses.length),
    ...verdicts.map((verdict) => (totals[verdict] === 0 ? '' : inColour(verdict, String(totals[verdict])))),
  ]);
  const head = ['chapter', '', 'layer', 'clauses', ...verdicts.map((verdict) => VERDICT_WORDS[verdict])];
  return columnsTable(
    head,
    rows,
    head.map((_, column) => column).filter((column) => column >= 3),
  );
}

function verdictText(result: RunResult, directory: string, roots: readonly RootCause[]): string {
  const { environment, implementation, suite, totals } = result;
  const counts = VERDICTS.filter((verdict) => totals[verdict] > 0).map((verdict) =>
    inColour(verdict, `${totals[verdict]} ${VERDICT_WORDS[verdict]}`),
  );
  const scenarios = `${counted(result.scenarios.length, 'scenario')}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}`;
  const uncovered = result.clauses.filter((outcome) => outcome.verdict === 'notCovered').length;
  const clauses = `${counted(result.clauses.length, 'clause')}${uncovered === 0 ? '' : ` (${uncovered} not covered)`}`;
  const deviations = deviationsOf(result);
  const seed = environment.seed === undefined ? '' : `, in the random order of seed ${environment.seed}`;
  return [
    `${sign(result.verdict)} ${colours.bold(inColour(result.verdict, capital(runVerdictWords(result))))}: ${implementation.name} ${implementation.version} (${implementation.layers.join(', ')}) against ${suite.spec}`,
    ...(suite.revisions === undefined ? [] : [`  Revisions: ${revisionsLine(suite)}`]),
    ...(result.reason === undefined
      ? []
      : `${result.complete ? '' : 'Not complete: '}${result.reason}`.split('\n').map((line) => wrap(line, '  '))),
    ...(deviations.scenarios.length === 0 ? [] : [wrap(`Known deviations ${deviatingClauses(deviations)}.`, '  ')]),
    `  ${clauses}, ${scenarios}, in ${elapsed(environment.durationMs)}${seed}`,
    ...(result.coverage === undefined || result.coverage.total.bins === 0 ? [] : [`  Coverage: ${coverageWords(result.coverage.total)}`]),
    ...(result.monitors === undefined || result.monitors.length === 0 ? [] : [wrap(`Monitors: ${monitorWords(result.monitors)}`, '  ')]),
    ...causesLine(result, roots),
    `  Reports: ${directory}`,
  ].join('\n');
}

/** Where to begin, for those who see no more than the end. */
function causesLine({ totals }: RunResult, roots: readonly RootCause[]): string[] {
  const [first] = roots;
  if (first === undefined || totals.failed <= 1) return [];
  const share = `${first.failures.length + first.following} of ${counted(totals.failed, 'failure')}`;
  return [
    wrap(
      `Begin with 1) ${first.clause}: ${share} say this or may follow from it. ${counted(roots.length, 'cause')} follow${roots.length === 1 ? 's' : ''} from no other.`,
      '  ',
    ),
  ];
}
