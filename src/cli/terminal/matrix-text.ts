import type { Matrix, MatrixRow } from '../../report/matrix';
import type { Report } from '../../report/report';
import { verdictWord } from '../../report/verdict-word';
import { counted } from '../../report/words';
import { columnsTable } from './columns-table';

/** Several reports by clause: what they are, where they differ, and how many clauses they have alike. */
export function matrixText({ alike, different, reports }: Matrix): string {
  const heads = reports.map((_, at) => String(at + 1));
  const rows = different.map(({ id, level, title, verdicts }) => [id, level, ...verdicts.map(verdictWord), title]);
  return [
    ...reports.map((report, at) => `${at + 1}: ${reportTitle(report)}`),
    ...(rows.length === 0 ? [] : ['', columnsTable(['clause', 'level', ...heads, 'title'], rows)]),
    '',
    `${counted(alike.length, 'clause')} alike, ${counted(different.length, 'clause')} different`,
  ].join('\n');
}

/** How one implementation came along: a line for each report, then what changed, the latest first. */
export function historyText(implementation: string, { different, reports }: Matrix): string {
  const figures = ['passed', 'failed', 'knownDeviation', 'unexpectedPass', 'couldNotRun'] as const;
  const rows = reports.map(({ environment, implementation: { version }, suite, totals, verdict }, at) => [
    String(at + 1),
    environment.startedAt.slice(0, 16).replace('T', ' '),
    version,
    suite.spec,
    verdictWord(verdict),
    ...figures.map((figure) => String(totals[figure])),
  ]);
  const head = ['', 'started (UTC)', 'version', 'against', 'verdict', ...figures.map(verdictWord)];
  return [implementation, columnsTable(head, rows, [0, 5, 6, 7, 8, 9]), ...different.flatMap((row) => ['', ...changesOf(row)])].join('\n');
}

function changesOf({ changed, id, level, title, verdicts }: MatrixRow): string[] {
  const steps = [...changed]
    .reverse()
    .map((at) => `  ${at} -> ${at + 1}: ${verdictWord(verdicts[at - 1])} -> ${verdictWord(verdicts[at])}`);
  return [`${id} ${level} ${title}`, ...steps];
}

/** What a report is of, in a line. */
export function reportTitle({ environment, implementation, suite }: Report): string {
  const { layers, name, version } = implementation;
  return `${name} ${version} (${layers.join(', ')}) against ${suite.spec}, ${environment.startedAt.slice(0, 16).replace('T', ' ')}`;
}
