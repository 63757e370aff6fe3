import type { Catalogue, Clause } from '../../src/specification/clauses/catalogue';

/** What follows `Rule: ` for a clause. */
export function ruleName(clause: Clause): string {
  return `${clause.id} ${clause.title}`;
}

/** The first line of a Rule's description: how binding the clause is, where it comes from, when it holds. */
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
