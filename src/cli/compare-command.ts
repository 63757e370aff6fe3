import { LAYERS, type LayerName } from '../ports';
import { type Comparison, compareReports } from '../report/comparison';
import { matrixOf } from '../report/matrix';
import type { Report } from '../report/report';
import { toComparisonHtml, toMatrixHtml } from '../report/templates';
import { verdictWord } from '../report/verdict-word';
import { counted } from '../report/words';
import { WrongUse } from '../specification/wrong-use';
import { EXIT, type ExitCode } from './exit-code';
import { reportAt, writeAskedFor } from './report-file';
import { columnsTable } from './terminal/columns-table';
import { matrixText } from './terminal/matrix-text';

/** Lines of a scenario's details that the terminal shows. */
const DETAILS = 4;

/** Prints how reports differ, by clause, and writes it as a page if one is named; 1 if they do. More than two are shown as a matrix. */
export function compareCommand(paths: readonly string[], { html }: { readonly html?: string }): ExitCode {
  const [first, second, ...more] = paths.map(reportAt);
  if (first === undefined || second === undefined) throw new WrongUse('compare takes at least two reports');
  if (more.length > 0) return compareMany([first, second, ...more], html);
  const comparison = compareReports(first, second);
  tell(toText(comparison), html, () => toComparisonHtml({ ...comparison, word: verdictWord }));
  return comparison.differences.length === 0 ? EXIT.conformant : EXIT.notConformant;
}

function compareMany(reports: readonly Report[], html: string | undefined): ExitCode {
  const matrix = matrixOf(reports);
  tell(matrixText(matrix), html, () => toMatrixHtml({ histories: [{ implementation: '', matrix }], trend: false }));
  return matrix.different.length === 0 ? EXIT.conformant : EXIT.notConformant;
}

function tell(text: string, html: string | undefined, page: () => string): void {
  process.stdout.write(`${text}\n`);
  if (html === undefined) return;
  writeAskedFor(html, page());
  process.stdout.write(`Page: ${html}\n`);
}

function toText({ alike, changes, differences, reports }: Comparison): string {
  const [one, other] = reports.map(title);
  const head = [`1: ${one}`, `2: ${other}`];
  if (reports[0].suite.version !== reports[1].suite.version) head.push('The reports come from different versions of the suite.');
  head.push(...LAYERS.flatMap((layer) => otherRevision(layer, reports)));
  const rows = differences.map(({ id, level, scenarios, title: text, verdicts: [first, second] }) => [
    id,
    level,
    verdictWord(first),
    verdictWord(second),
    String(scenarios.length),
    text,
  ]);
  // A clause is the worst of its scenarios, so both may say the same of it where they differ in a scenario.
  const table = rows.length === 0 ? [] : ['', columnsTable(['clause', 'level', '1', '2', 'scenarios', 'title'], rows, [4])];
  const told = differences.flatMap((clause) =>
    clause.scenarios.flatMap(({ details, id, verdicts }) => [
      '',
      `${id}: ${verdictWord(verdicts[0])} | ${verdictWord(verdicts[1])}`,
      ...details.flatMap((lines, index) => lines.slice(0, DETAILS).map((line) => `    ${index + 1}: ${line}`)),
    ]),
  );
  const sums = changes.map(({ count, from, to }) => `  ${counted(count, 'scenario')}: ${verdictWord(from)} -> ${verdictWord(to)}`);
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
