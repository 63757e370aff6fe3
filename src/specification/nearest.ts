/** The known names near what was written, closest first; where none is near, those that are least far. */
export function nearest(written: string, known: Iterable<string>, atMost = 3): string[] {
  // Loaded for what goes wrong alone.
  const { distance } = require('fastest-levenshtein') as typeof import('fastest-levenshtein');
  const wanted = written.toLowerCase();
  const tolerance = Math.max(2, Math.floor(written.length / 3));
  const all = [...known].map((name) => ({ name, distance: distance(wanted, name.toLowerCase()) }));
  const near = all.filter((candidate) => candidate.distance <= tolerance);
  return (near.length > 0 ? near : all)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, atMost)
    .map((candidate) => candidate.name);
}

/** ` Did you mean X, Y or Z?`, or nothing. */
export function suggestion(written: string, known: Iterable<string>): string {
  const near = nearest(written, known);
  return near.length === 0 ? '' : ` Did you mean ${[near.slice(0, -1).join(', '), ...near.slice(-1)].filter(Boolean).join(' or ')}?`;
}
