import { LAYERS, type LayerName } from '../ports';
import { ABSENT, type Comparison, compareReports } from '../report/comparison';
import type { Report } from '../report/report';
import { toComparisonHtml } from '../report/templates';
import { counted, VERDICT_WORDS } from '../report/words';
import type { ClauseVerdict } from '../run/outcome';
import { EXIT, type ExitCode } from './exit-code';
import { reportAt, writeAskedFor } from './report-file';
import { columnsTable } from './terminal/columns-table';

/** Lines of a scenario's details that the terminal shows. */
const DETAILS = 4;

/** Prints how two reports differ, by clause, and writes it as a page if one is named; 1 if they do. */
export function compareCommand(first: string, second: string, { html }: { readonly html?: string }): ExitCode {
  const comparison = compareReports(reportAt(first), reportAt(second));
  process.stdout.write(`${toText(comparison)}\n`);
  if (html !== undefined) {
    writeAskedFor(html, toComparisonHtml({ ...comparison, word }));
    process.stdout.write(`Page: ${html}\n`);
  }
  return comparison.differences.length === 0 ? EXIT.conformant : EXIT.notConformant;
}

function toText({ alike, changes, differences, reports }: Comparison): string {
  const [one, other] = reports.map(title);
  const head = [`1: ${one}`, `2: ${other}`];
  if (reports[0].suite.version !== reports[1].suite.version) head.push('The reports come from different versions of the suite.');
  head.push(...LAYERS.flatMap((layer) => otherRevision(layer, reports)));
  const rows = differences.map(({ id, level, scenarios, title: text, verdicts: [first, second] }) => [
    id,
    level,
    word(first),
    word(second),
    String(scenarios.length),
    text,
  ]);
  // A clause is the worst of its scenarios, so both may say the same of it where they differ in a scenario.
  const table = rows.length === 0 ? [] : ['', columnsTable(['clause', 'level', '1', '2', 'scenarios', 'title'], rows, [4])];
  const told = differences.flatMap((clause) =>
    clause.scenarios.flatMap(({ details, id, verdicts }) => [
      '',
      `${id}: ${word(verdicts[0])} | ${word(verdicts[1])}`,
      ...details.flatMap((lines, index) => lines.slice(0, DETAILS).map((line) => `    ${index + 1}: ${line}`)),
    ]),
  );
  const sums = changes.map(({ count, from, to }) => `  ${counted(count, 'scenario')}: ${word(from)} -> ${word(to)}`);
  const end = `${counted(alike, 'clause')} alike, ${counted(differences.length, 'clause')} different`;
  return [...head, ...table, ...told, '', end, ...sums].join('\n');
}

/** Clauses that hold at one revision alone are not in the other's report. */
function otherRevision(layer: LayerName, reports: Comparison['reports']): string[] {
  const [one, other] = reports.map(({ suite }) => suite.revisions?.[layer]?.id);
  if (one === undefined || other === undefined || one === other) return [];
  return [`The reports judge the ${layer} by different revisions: ${one} and ${other}.`];
}

function title({ implementation, suite }: Report): string {
  return `${implementation.name} ${implementation.version} (${implementation.layers.join(', ')}) against ${suite.spec}`;
}

/** A verdict as people read it. */
function word(verdict: string | undefined): string {
  const words: Readonly<Record<string, string>> = VERDICT_WORDS satisfies Readonly<Record<ClauseVerdict, string>>;
  return verdict === undefined ? ABSENT : (words[verdict] ?? verdict);
}
