import { historiesIn } from '../report/history';
import { matrixOf } from '../report/matrix';
import { toMatrixHtml } from '../report/templates';
import { writeAskedFor } from './report-file';
import { historyText } from './terminal/matrix-text';

/** How the reports of a folder came along, by implementation; what is to be printed. */
export function reportHistoryCommand(directory: string, { html }: { readonly html?: string }): string {
  const histories = historiesIn(directory).map(({ implementation, reports }) => ({ implementation, matrix: matrixOf(reports) }));
  const text = histories.map(({ implementation, matrix }) => historyText(implementation, matrix)).join('\n\n');
  if (html === undefined) return text;
  writeAskedFor(html, toMatrixHtml({ histories, trend: true }));
  return `${text}\nPage: ${html}`;
}
