import colours from 'picocolors';
import { deviatingClauses, deviationsOf, runVerdictWords } from '../../report/deviations';
import { type FailedScenario, failuresOf } from '../../report/failures';
import { capital, counted, coverageWords, elapsed, VERDICT_WORDS } from '../../report/words';
import { foldChapters } from '../../run/fold';
import type { RunResult } from '../../run/outcome';
import { VERDICTS } from '../../run/session';
import type { Catalogue } from '../../specification/clauses/catalogue';
import { inColour, sign } from './colour';
import { columnsTable } from './columns-table';
import { labelled, wrap } from './wrap';

/** Most scenarios that could not run share a reason; each reason is told once. */
const REASONS = 10;

/** Failures to tell in full; more than these nobody reads in a terminal. */
const FAILURES = 100;

/** Operations to tell of a failure; the reports have them all. */
const OPERATIONS = 30;

/** Lines that the implementation wrote to tell of a failure; the reports have more. */
const WRITTEN = 15;

/** Lines of a message or a value to tell, and their characters. */
const LINES = 20;
const WIDTH = 500;

/** The last of them are told whatever caused them; before these, what other operations caused gives way. */
const IN_FULL = 10;
const CAUSED_BY_OTHERS = /^ {4}/;

/** What is printed at the end of a run: failures, chapters, verdict. */
export function ending(result: RunResult, catalogue: Catalogue, directory: string): string {
  const failures = failuresOf(result);
  return [
    ...failures.slice(0, FAILURES).map((failure, position) => failureText(failure, position + 1, catalogue)),
    ...furtherFailures(failures.slice(FAILURES)),
    ...unrunReasons(result),
    ...knownDeviations(result),
    ...(result.scenarios.length === 0 ? [] : [chapterTable(result, catalogue)]),
    verdictText(result, directory),
  ].join('\n\n');
}

function failureText({ scenario, failure }: FailedScenario, number: number, catalogue: Catalogue): string {
  const clause = catalogue.clause(scenario.clauses[0] ?? '');
  const operations = lastOperations(failure.operations);
  return [
    inColour('failed', `${number}) ${clause?.id} ${clause?.level} ${clause?.title}`),
    ...[
      ...labelled('scenario', [scenario.name]),
      ...labelled('at', [`${scenario.feature}:${scenario.line}`]),
      ...labelled('step', [failure.step]),
      ...labelled('message', brief(failure.message.split('\n'))),
      ...labelled('expected', brief(failure.expected)).map(colours.green),
      ...labelled('actual', brief(failure.actual)).map(colours.red),
      ...labelled('operations', operations),
      ...labelled('wrote', lastWritten(failure.diagnostics)),
      ...labelled('trace', brief(failure.trace?.split('\n') ?? [])).map(colours.dim),
      ...labelled('alone', [failure.reproduce]),
    ].map((line) => `   ${line}`),
  ].join('\n');
}

/** As much as a terminal should show: the reports have more. */
function brief(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, LINES).map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line));
  return lines.length > LINES ? [...shown, `(${counted(lines.length - LINES, 'line')} more in the reports)`] : shown;
}

/** The end of what the implementation wrote. */
function lastWritten(diagnostics = ''): readonly string[] {
  const lines = diagnostics === '' ? [] : diagnostics.split('\n');
  const left = lines.length - WRITTEN;
  return left > 0 ? [`(${counted(left, 'line')} left out; the reports have more)`, ...lines.slice(-WRITTEN)] : lines;
}

/** The operations that tell most of what led to a failure, with their numbers. */
function lastOperations(operations: readonly string[]): readonly string[] {
  const numbered = operations.map((operation, position) => `${String(position + 1).padStart(3)}. ${operation}`);
  if (numbered.length <= OPERATIONS) return numbered;
  const before = numbered.slice(0, -IN_FULL).filter((_, position) => !CAUSED_BY_OTHERS.test(operations[position] ?? ''));
  const shown = [...before.slice(IN_FULL - OPERATIONS), ...numbered.slice(-IN_FULL)];
  return [`(${counted(numbered.length - shown.length, 'operation')} left out; the reports have all)`, ...shown];
}

function furtherFailures(failures: readonly FailedScenario[]): string[] {
  if (failures.length === 0) return [];
  const lines = failures.map(({ failure, scenario }) => `   ${scenario.id}: ${failure.message.split('\n')[0]}`);
  return [[inColour('failed', `${counted(failures.length, 'further failure')}, in full in the reports:`), ...lines].join('\n')];
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

function verdictText(result: RunResult, directory: string): string {
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
    ...(result.reason === undefined
      ? []
      : `${result.complete ? '' : 'Not complete: '}${result.reason}`.split('\n').map((line) => wrap(line, '  '))),
    ...(deviations.scenarios.length === 0 ? [] : [wrap(`Known deviations ${deviatingClauses(deviations)}.`, '  ')]),
    `  ${clauses}, ${scenarios}, in ${elapsed(environment.durationMs)}${seed}`,
    ...(result.coverage === undefined || result.coverage.total.bins === 0 ? [] : [`  Coverage: ${coverageWords(result.coverage.total)}`]),
    `  Reports: ${directory}`,
  ].join('\n');
}
