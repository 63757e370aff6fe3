/** Where two lists that should be equal part, as the end of a message: `number 2 is A, not B`. */
export function firstDifference(expected: readonly string[], actual: readonly string[]): string {
  const length = Math.max(expected.length, actual.length);
  const at = Array.from({ length }, (_, place) => place).find((place) => expected[place] !== actual[place]) ?? 0;
  const [wanted, seen] = [expected[at], actual[at]];
  if (wanted === undefined) return `number ${at + 1} is ${seen}, where no more was expected`;
  return seen === undefined ? `there is no number ${at + 1}, which should be ${wanted}` : `number ${at + 1} is ${seen}, not ${wanted}`;
}
