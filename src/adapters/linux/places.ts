import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder';
import { compareVersions } from '../debian/versions';

/** Where `npm run linux:install` puts kernel trees, each in a folder that is called by its version. */
export const TREES = cacheFolder('linux', 'trees');
/** Where it puts what the kernel's build needs and the machine lacks. */
export const TOOLS = cacheFolder('linux', 'tools');
/** Where what is built from a tree is kept. */
export const BUILDS = cacheFolder('linux', 'builds');

/** A tree that was installed. */
export interface InstalledTree {
  /** Version of Debian's package, such as `7.2.13-1`. */
  readonly version: string;
  readonly folder: string;
}

/** The trees that are installed, the newest first; only those of a release such as `7.2`, if one is named. */
export function installedTrees(release?: string): InstalledTree[] {
  if (!existsSync(TREES)) return [];
  return readdirSync(TREES)
    .filter((name) => /^\d/.test(name) && (release === undefined || isOf(name, release)))
    .sort((one, other) => compareVersions(other, one))
    .map((version) => ({ version, folder: join(TREES, version) }));
}

/** The release of a version: 7.2 of 7.2.13-1. */
export function releaseOf(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version;
}

/** Whether a version belongs to a release, or to a part of one: 7.2.13-1 does to 7.2.13, 7.2 and 7. */
export function isOf(version: string, release: string): boolean {
  return version === release || (version.startsWith(release) && /^[.~-]/.test(version.slice(release.length)));
}
