/** What a build of a kernel's said from its first error on, `most` lines of it; warnings before it say little. */
export function firstErrors(said: string, most: number): string {
  const lines = said.trimEnd().split('\n');
  const first = lines.findIndex((line) => /\berror\b|\*\*\*|not found/i.test(line));
  return lines
    .slice(Math.max(0, first - 3))
    .slice(0, most)
    .join('\n');
}
