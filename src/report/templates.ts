import { join } from 'node:path';
import { Eta } from 'eta';
import { PACKAGE_ROOT } from '../package';
import type { Comparison } from './comparison';
import { EMOJI, fenced, html, inline } from './markdown';
import type { ReportView } from './view';

const templates = (autoEscape: boolean) =>
  new Eta({ autoEscape, autoTrim: [false, 'nl'], cache: true, views: join(PACKAGE_ROOT, 'templates') });

/** What they are given is text in HTML. */
const pages = templates(true);
/** What they are given is written as it is. */
const texts = templates(false);

/** The page index.html. */
export function toHtml(view: ReportView): string {
  return pages.render('report/page.html.eta', view);
}

/** The page that shows two reports side by side. */
export function toComparisonHtml(comparison: Comparison & { readonly word: (verdict: string | undefined) => string }): string {
  return pages.render('comparison.html.eta', comparison);
}

/** The summary that a CI job shows. */
export function toMarkdown(view: ReportView): string {
  return texts.render('summary.md.eta', { ...view, emoji: EMOJI, fenced, html, inline });
}
