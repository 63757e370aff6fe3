import type { Catalogue } from '../specification/clauses/catalogue';
import { clausePlace } from './places';

const NAME = /\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+\b/g;

/** A run of text: a clause by its ID, or what stands between two. */
export interface TextPart {
  readonly text: string;
  /** Where the clause is, from the root of the book. */
  readonly place?: string;
}

/** The text in parts; IDs of clauses that the catalogue has are told apart from all else. */
export function withClauses(text: string, catalogue: Pick<Catalogue, 'clause'>): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const found of text.matchAll(NAME)) {
    const [id] = found;
    if (catalogue.clause(id) === undefined) continue;
    if (found.index > end) parts.push({ text: text.slice(end, found.index) });
    parts.push({ text: id, place: clausePlace(id) });
    end = found.index + id.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
