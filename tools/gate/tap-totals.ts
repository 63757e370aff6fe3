/** How many tests ended how. */
export interface TapTotals {
  readonly passed: number;
  /** Cancelled tests included. */
  readonly failed: number;
  /** Skipped without a reason, or marked as to do. */
  readonly leftOut: number;
  /** Skipped with a reason: how many tests or groups of tests for each. */
  readonly skipped: ReadonlyMap<string, number>;
}

/** Reads the totals that Node's test runner puts at the end of its TAP. Throws if there are none. */
export function tapTotals(tap: string): TapTotals {
  const total = (name: string): number => {
    const written = [...tap.matchAll(new RegExp(`^# ${name} (\\d+)$`, 'gm'))].at(-1)?.[1];
    if (written === undefined) throw new Error(`the test runner's report has no total called "${name}"`);
    return Number(written);
  };
  const skipped = new Map<string, number>();
  for (const [, reason = ''] of tap.matchAll(/^\s*ok \d+ .*# SKIP (\S.*)$/gm)) skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  // A group that is skipped is told, and not counted.
  const without = [...tap.matchAll(/^\s*ok \d+ .*# SKIP\s*$/gm)].length;
  return { passed: total('pass'), failed: total('fail') + total('cancelled'), leftOut: without + total('todo'), skipped };
}
