/** The kernels that are modelled, oldest first, by the IDs of their revisions of the specification. */
export const RELEASES = ['linux-7.2', 'linux-7.3', 'linux-next'] as const;

/** One of {@link RELEASES}. */
export type Release = (typeof RELEASES)[number];

/** The newest that is released. */
export const NEWEST_RELEASE: Release = 'linux-7.3';

/** The release of that ID; throws a RangeError for one that is not modelled. */
export function releaseCalled(id: string): Release {
  const release = RELEASES.find((known) => known === id);
  if (release === undefined) throw new RangeError(`no kernel ${id} is modelled; there are ${RELEASES.join(', ')}`);
  return release;
}

/** Whether a kernel has what came with another. */
export function isSince(release: Release, first: Release): boolean {
  return RELEASES.indexOf(release) >= RELEASES.indexOf(first);
}
