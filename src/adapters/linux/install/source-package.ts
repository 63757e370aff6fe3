import type { DebianPackage } from '../../debian/package-index';
import { compareVersions } from '../../debian/versions';
import { isOf, releaseOf } from '../places';

const NAME = /^linux-source-\d+\.\d+$/;
/** The oldest whose drivers are judged. */
const OLDEST = '7.1';

/** A package, or whatever has a version of one. */
interface Versioned {
  readonly version: string;
}

/** The packages of kernel sources that were released; only of the release named, if one is. */
export function kernelSources(index: ReadonlyMap<string, DebianPackage>, release?: string): DebianPackage[] {
  return [...index.values()].filter(({ name, version }) => NAME.test(name) && !version.includes('~rc') && isWanted(version, release));
}

function isWanted(version: string, release: string | undefined): boolean {
  return release === undefined ? compareVersions(version, OLDEST) > 0 : isOf(version, release);
}

/** The newest of each release such as 7.2, of so many releases, the newest first. */
export function newestOfReleases<T extends Versioned>(sources: readonly T[], count: number): T[] {
  const newest = new Map<string, T>();
  for (const source of [...sources].sort((one, other) => compareVersions(other.version, one.version))) {
    const release = releaseOf(source.version);
    if (!newest.has(release)) newest.set(release, source);
  }
  return [...newest.values()].slice(0, count);
}
