import { distance } from 'fastest-levenshtein';

/** The known names closest to what was written, closest first; none if nothing is near. */
export function nearest(written: string, known: Iterable<string>, atMost = 3): string[] {
  const wanted = written.toLowerCase();
  const tolerance = Math.max(2, Math.floor(written.length / 3));
  return [...known]
    .map((name) => ({ name, distance: distance(wanted, name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= tolerance)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, atMost)
    .map((candidate) => candidate.name);
}

/** ` Did you mean X, Y or Z?`, or nothing. */
export function suggestion(written: string, known: Iterable<string>): string {
  const near = nearest(written, known);
  return near.length === 0 ? '' : ` Did you mean ${[near.slice(0, -1).join(', '), ...near.slice(-1)].filter(Boolean).join(' or ')}?`;
}
