/** How a list of accesses is held against what a scenario wants. */
export interface AccessKinds<W, S> {
  /** What is seen, from there on, is what is wanted: how many of them; 0 if not. */
  readonly fits: (wanted: W, seen: readonly S[], from: number) => number;
  /** It changes nothing, so that it may stand anywhere. */
  readonly harmless: (seen: S) => boolean;
}

/**
 * What is seen without what may stand anywhere, up to the first that is not as wanted and all from there; the same list, as long as
 * what is wanted, if all fits.
 */
export function matchAccesses<W, S>(
  wanted: readonly W[],
  seen: readonly S[],
  { fits, harmless }: AccessKinds<W, S>,
): { readonly fit: boolean; readonly kept: readonly S[] } {
  const kept: S[] = [];
  let at = 0;
  for (const one of wanted) {
    let next = at;
    let count = fits(one, seen, next);
    for (let passed = seen[next]; count === 0 && passed !== undefined && harmless(passed); passed = seen[next]) {
      next += 1;
      count = fits(one, seen, next);
    }
    if (count === 0) return { fit: false, kept: [...kept, ...seen.slice(at)] };
    kept.push(...seen.slice(next, next + 1));
    at = next + count;
  }
  const surplus = seen.slice(at).filter((one) => !harmless(one));
  return { fit: surplus.length === 0, kept: [...kept, ...surplus] };
}
