import type { DebianPackage } from '../../debian/package-index';
import { compareVersions } from '../../debian/versions';
import { isOf } from '../places';

const NAME = /^linux-source-\d+\.\d+$/;
/** The oldest whose drivers are judged. */
const OLDEST = '7.1';

/** The newest package of kernel sources that was released; only of the release named, if one is. */
export function newestSources(index: ReadonlyMap<string, DebianPackage>, release?: string): DebianPackage | undefined {
  return [...index.values()]
    .filter(({ name, version }) => NAME.test(name) && !version.includes('~rc') && isWanted(version, release))
    .sort((one, other) => compareVersions(other.version, one.version))[0];
}

function isWanted(version: string, release: string | undefined): boolean {
  return release === undefined ? compareVersions(version, OLDEST) > 0 : isOf(version, release);
}
