/** Lines that a message holds; the evidence beside it has the others. */
const TOLD = 3;

/** The first of the lines as part of a message, and how many there are more. */
export function few(lines: readonly string[], none = 'nothing'): string {
  if (lines.length === 0) return none;
  const left = lines.length - TOLD;
  return `${lines.slice(0, TOLD).join('; ')}${left > 0 ? `; and ${left} more` : ''}`;
}
