import { join } from 'node:path';
import { Eta } from 'eta';
import { PACKAGE_ROOT } from '../package';
import { VERDICTS } from '../run/session';
import type { Comparison } from './comparison';
import type { FailedScenario } from './failures';
import { EMOJI, fenced, html, inline } from './markdown';
import type { Matrix } from './matrix';
import { verdictWord } from './verdict-word';
import type { ReportView } from './view';
import { VERDICT_SIGNS } from './words';

const templates = (autoEscape: boolean) =>
  new Eta({ autoEscape, autoTrim: [false, 'nl'], cache: true, views: join(PACKAGE_ROOT, 'templates') });

/** What they are given is text in HTML. */
const pages = templates(true);
/** What they are given is written as it is. */
const texts = templates(false);

/** How much is told of causes: how many in full, how many lines of those that follow, how many lines of others. */
interface Extent {
  readonly full: number;
  readonly followers: number;
  readonly others: number;
}

/** As much as is good to read; less is told of a run of which this is too long, whatever its implementation has said. */
const EXTENTS: readonly Extent[] = [
  { full: 10, followers: 200, others: 200 },
  { full: 5, followers: 50, others: 100 },
  { full: 1, followers: 20, others: 20 },
  { full: 0, followers: 0, others: 0 },
];

/** Bytes beyond which browsers take their time, and those of which GitHub takes no more, with room for what others add. */
const PAGE_BYTES = 4_000_000;
const SUMMARY_BYTES = 800_000;

/** The page index.html. */
export function toHtml(view: ReportView): string {
  return within(PAGE_BYTES, (extent) => pages.render('report/page.html.eta', { ...view, extent }));
}

/** Operations that these pages tell together, and that each failure always has. */
const OPERATIONS = 200_000;
const LEAST_OPERATIONS = 40;

/** Failures that these pages draw together; the first one of each page always is. */
const PICTURES = 200;

/** The pages beside index.html, by name: one for each clause with failures, where index.html cannot hold them all. */
export function toFailurePages(view: ReportView): Readonly<Record<string, string>> {
  if (view.whole) return {};
  const operations = Math.max(LEAST_OPERATIONS, Math.floor(OPERATIONS / view.failures.length));
  const byClause = new Map<string, FailedScenario[]>();
  for (const failure of view.failures) {
    const clause = view.home(failure.scenario);
    const own = byClause.get(clause);
    if (own === undefined) byClause.set(clause, [failure]);
    else own.push(failure);
  }
  return Object.fromEntries(
    [...byClause].map(([clause, failures]) => {
      const pictures = Math.max(1, Math.floor((PICTURES * failures.length) / view.failures.length));
      const limits = { lines: failures.length > 10 ? 40 : 200, width: 1_000, operations };
      return [
        `${clause}.html`,
        pages.render('report/failure-page.html.eta', { ...view, clause: view.catalogue.clause(clause), failures, limits, pictures }),
      ];
    }),
  );
}

/** The page that shows two reports side by side. */
export function toComparisonHtml(comparison: Comparison & { readonly word: (verdict: string | undefined) => string }): string {
  return pages.render('comparison.html.eta', comparison);
}

/** What a page of several reports shows: those that are compared, or, as a trend, those of each implementation. */
export interface MatrixPage {
  readonly histories: readonly { readonly implementation: string; readonly matrix: Matrix }[];
  readonly trend: boolean;
}

/** The page that shows several reports by clause. */
export function toMatrixHtml(page: MatrixPage): string {
  return pages.render('matrix.html.eta', { ...page, signs: VERDICT_SIGNS, verdicts: VERDICTS, word: verdictWord });
}

/** The summary that a CI job shows. */
export function toMarkdown(view: ReportView): string {
  return within(SUMMARY_BYTES, (extent) => texts.render('summary.md.eta', { ...view, extent, emoji: EMOJI, fenced, html, inline }));
}

/** The text of the first extent with which it is short enough, or that of the last. */
function within(bytes: number, render: (extent: Extent) => string): string {
  let text = '';
  for (const extent of EXTENTS) {
    text = render(extent);
    if (Buffer.byteLength(text) <= bytes) break;
  }
  return text;
}
