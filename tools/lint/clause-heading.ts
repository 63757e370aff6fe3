import type { Catalogue, Clause } from '../../src/specification/clauses/catalogue';
import { wrapDescription } from './gherkin-line';

/** Column at which the text of a Rule is broken, its margin included. */
const WIDTH = 120;

/** What follows `Rule: ` for a clause. */
export function ruleName(clause: Clause): string {
  return `${clause.id} ${clause.title}`;
}

/**
 * The paragraphs of a Rule's description that say what the clause demands: its text, what is accepted besides, and what held
 * before. They stand before the {@link sourceLine}, which ends what the catalogue has to say.
 */
export function demand(clause: Clause): readonly string[] {
  return [
    clause.text,
    ...(clause.accepts === undefined ? [] : [`${ACCEPTED}${clause.accepts}`]),
    ...(clause.was ?? []).map(({ text, until }) => `Until ${until}: ${text}`),
  ];
}

const ACCEPTED = 'Accepted: ';

/** Whether a paragraph was written by {@link demand}, as one that follows the clause's text. */
export function looksLikeAddition(paragraph: string, catalogue: Catalogue): boolean {
  return paragraph.startsWith(ACCEPTED) || catalogue.revisions.some(({ id }) => paragraph.startsWith(`Until ${id}: `));
}

/** The {@link demand} as lines to stand behind `margin`, a blank one between paragraphs. */
export function demandLines(clause: Clause, margin: string): string[] {
  return demand(clause).flatMap((paragraph, index) => [...(index === 0 ? [] : ['']), ...wrapDescription(paragraph, WIDTH - margin.length)]);
}

/** The line of a Rule's description below its {@link demand}: how binding the clause is, where it comes from, when it holds. */
export function sourceLine(clause: Clause): string {
  const until = clause.until === undefined ? '' : ` Until ${clause.until}.`;
  return `${clause.level}. Source: ${clause.source.join(', ')}. Since ${clause.since}.${until}`;
}

const SOURCE_LINE = /^(?:MUST|SHOULD|MAY)\. Source: (?<sources>.+?)\. Since (?<since>\S+)\.(?: Until (?<until>\S+)\.)?$/;

/** Whether a description's line was meant to be a {@link sourceLine}. */
export function looksLikeSourceLine(line: string): boolean {
  return /^\s*(?:MUST|SHOULD|MAY)\b.*\bSource:/.test(line);
}

/** The names in a source line that the catalogue does not have. */
export function unknownNames(line: string, catalogue: Catalogue): { readonly sources: string[]; readonly revisions: string[] } {
  const groups = SOURCE_LINE.exec(line.trim())?.groups ?? {};
  const sources = groups.sources?.split(',').map((key) => key.trim()) ?? [];
  const revisions = [groups.since, groups.until].filter((name) => name !== undefined);
  const known = new Set(catalogue.revisions.map((revision) => revision.id));
  return {
    sources: sources.filter((key) => !catalogue.sources.has(key)),
    revisions: revisions.filter((name) => !known.has(name)),
  };
}
