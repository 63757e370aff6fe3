import { readFileSync, writeFileSync } from 'node:fs';
import type { Selection } from './selection';

/** Names of the scenarios and clauses that a process was given of a run that several share. */
interface Part {
  readonly scenarios: readonly string[];
  readonly clauses: readonly string[];
}

/** Writes which part of a run a process is given. */
export function writePart(file: string, { clauses, scenarios }: Selection): void {
  const ids = (of: readonly { readonly id: string }[]) => of.map(({ id }) => id);
  writeFileSync(file, JSON.stringify({ scenarios: ids(scenarios), clauses: ids(clauses) } satisfies Part));
}

/** The part of the whole suite's selection that the file names. */
export function readPart(file: string, selection: Selection): Selection {
  const part: Part = JSON.parse(readFileSync(file, 'utf8'));
  const among = (ids: readonly string[]) => {
    const known = new Set(ids);
    return ({ id }: { readonly id: string }) => known.has(id);
  };
  return {
    ...selection,
    scenarios: selection.scenarios.filter(among(part.scenarios)),
    clauses: selection.clauses.filter(among(part.clauses)),
  };
}
