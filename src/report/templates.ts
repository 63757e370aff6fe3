import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Eta } from 'eta';
import { PACKAGE_ROOT } from '../package';
import type { Comparison } from './comparison';
import { EMOJI, fenced, html, inline } from './markdown';
import type { ReportView } from './view';

type Template = (data: object) => string;

const compiled = new Map<string, Template>();

/** The page index.html. */
export function toHtml(view: ReportView): string {
  return template('report.html.eta', { autoEscape: true })(view);
}

/** The page that shows two reports side by side. */
export function toComparisonHtml(comparison: Comparison & { readonly word: (verdict: string | undefined) => string }): string {
  return template('comparison.html.eta', { autoEscape: true })(comparison);
}

/** The summary that a CI job shows. */
export function toMarkdown(view: ReportView): string {
  return template('summary.md.eta', { autoEscape: false })({ ...view, emoji: EMOJI, fenced, html, inline });
}

function template(name: string, { autoEscape }: { readonly autoEscape: boolean }): Template {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const eta = new Eta({ autoEscape, autoTrim: [false, 'nl'] });
  const render = eta.compile(readFileSync(join(PACKAGE_ROOT, 'templates', name), 'utf8'));
  const made: Template = (data) => render.call(eta, data);
  compiled.set(name, made);
  return made;
}
