/** How many tests ended how. */
export interface TapTotals {
  readonly passed: number;
  /** Cancelled tests included. */
  readonly failed: number;
  /** Skipped, or marked as to do. */
  readonly leftOut: number;
}

/** Reads the totals that Node's test runner puts at the end of its TAP. Throws if there are none. */
export function tapTotals(tap: string): TapTotals {
  const total = (name: string): number => {
    const written = [...tap.matchAll(new RegExp(`^# ${name} (\\d+)$`, 'gm'))].at(-1)?.[1];
    if (written === undefined) throw new Error(`the test runner's report has no total called "${name}"`);
    return Number(written);
  };
  return { passed: total('pass'), failed: total('fail') + total('cancelled'), leftOut: total('skipped') + total('todo') };
}
