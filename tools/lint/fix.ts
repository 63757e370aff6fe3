import type { Rule } from '@cucumber/messages';
import type { Catalogue, Clause } from '../../src/specification/clauses/catalogue';
import { demandLines, looksLikeAddition, looksLikeSourceLine, ruleName, sourceLine } from './clause-heading';
import { clauseOfRule, type FeatureFile } from './feature-file';
import { beginsGherkin } from './gherkin-line';

/** The file's text with every Rule's name, text and source line as the catalogue has them; Rules of no known clause stay. */
export function fixHeadings({ rules, text }: Pick<FeatureFile, 'rules' | 'text'>, catalogue: Catalogue): string {
  const lines = text.split('\n');
  // From the last, so that lines put in do not move those still to be looked at.
  for (const rule of [...rules].reverse()) {
    const clause = catalogue.clause(clauseOfRule(rule) ?? '');
    if (clause !== undefined) fixHeading(lines, rule, clause, catalogue);
  }
  return lines.join('\n');
}

function fixHeading(lines: string[], rule: Rule, clause: Clause, catalogue: Catalogue): void {
  const at = rule.location.line - 1;
  const margin = ' '.repeat((rule.location.column ?? 1) - 1);
  lines[at] = `${margin}${rule.keyword}: ${ruleName(clause)}`;

  const written = demandLines(clause, `${margin}  `);
  // Such a text cannot stand in a description; a check says so.
  if (written.some(beginsGherkin)) return;
  const end = lines.findIndex((line, index) => index > at && beginsGherkin(line));
  const described = lines.slice(at + 1, end === -1 ? lines.length : end);
  const kept = authorsParagraphs(described, clause, catalogue).flatMap((paragraph) => ['', ...paragraph]);
  const heading = ['', ...[...written, '', sourceLine(clause)].map((line) => (line === '' ? '' : `${margin}  ${line}`)), ...kept, ''];
  lines.splice(at + 1, described.length, ...heading);
}

/**
 * The paragraphs that are not the catalogue's. What stands before a source line is the catalogue's, possibly out of date: one
 * paragraph of text and its additions. Whatever else is found there, and all that stands after it, is the author's.
 */
function authorsParagraphs(described: readonly string[], clause: Clause, catalogue: Catalogue): readonly (readonly string[])[] {
  const source = described.findIndex(looksLikeSourceLine);
  const before = paragraphsOf(described.slice(0, source === -1 ? described.length : source));
  const after = source === -1 ? [] : paragraphsOf(described.slice(source + 1));
  const others = before.filter((paragraph) => !looksLikeAddition(proseOf(paragraph), catalogue));
  const text = others.find((paragraph) => proseOf(paragraph) === clause.text) ?? (source === -1 ? undefined : others[0]);
  return [...others.filter((paragraph) => paragraph !== text), ...after];
}

function paragraphsOf(lines: readonly string[]): string[][] {
  const paragraphs: string[][] = [];
  let open: string[] | undefined;
  for (const line of lines) {
    if (line.trim() === '') open = undefined;
    else if (open === undefined) {
      open = [line];
      paragraphs.push(open);
    } else open.push(line);
  }
  return paragraphs;
}

function proseOf(paragraph: readonly string[]): string {
  return paragraph.map((line) => line.trim()).join(' ');
}
