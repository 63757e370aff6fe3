import type { Rule } from '@cucumber/messages';
import type { Catalogue, Clause } from '../../src/specification/clauses/catalogue';
import { looksLikeSourceLine, ruleName, sourceLine } from './clause-heading';
import { clauseOfRule, type FeatureFile } from './feature-file';

/** The file's text with every Rule's name and source line as the catalogue has them; Rules of no known clause stay. */
export function fixHeadings({ rules, text }: Pick<FeatureFile, 'rules' | 'text'>, catalogue: Catalogue): string {
  const lines = text.split('\n');
  // From the last, so that lines put in do not move those still to be looked at.
  for (const rule of [...rules].reverse()) {
    const clause = catalogue.clause(clauseOfRule(rule) ?? '');
    if (clause !== undefined) fixHeading(lines, rule, clause);
  }
  return lines.join('\n');
}

function fixHeading(lines: string[], rule: Rule, clause: Clause): void {
  const at = rule.location.line - 1;
  const margin = ' '.repeat((rule.location.column ?? 1) - 1);
  lines[at] = `${margin}${rule.keyword}: ${ruleName(clause)}`;

  const written = `${margin}  ${sourceLine(clause)}`;
  const next = lines.findIndex((line, index) => index > at && line.trim() !== '');
  const replaced = looksLikeSourceLine(lines[next] ?? '') ? 1 : 0;
  const after = replaced === 1 ? next + 1 : at + 1;
  const gap = lines[after]?.trim() === '' ? [] : [''];
  lines.splice(at + 1, after - at - 1, '', written, ...gap);
}
