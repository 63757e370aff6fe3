import type { DebianPackage } from '../../debian/package-index';
import { compareVersions } from '../../debian/versions';
import { isOf } from '../../linux/places';

/** The packages of one kernel for arm64. */
export interface KernelPackages {
  /** Of all of them, such as `7.2.13-1`. */
  readonly version: string;
  /** What the kernel calls itself, such as `7.2.13+deb14-arm64`. */
  readonly release: string;
  readonly image: DebianPackage;
  /** The kernel's headers, its own and those of all architectures. */
  readonly headers: readonly DebianPackage[];
  readonly sources: DebianPackage;
  /** Name of the package with the build's own programs, for the machine that builds. */
  readonly programs: string;
}

const IMAGE = /^linux-(?:binary|image)-(\d+\.\d+(?:\.\d+)?\S*-arm64)$/;
/** The oldest whose driver lends queues to a guest, and its release that the specification is about. */
const OLDEST = '7.1';
const PREFERRED = '7.2';

/** Every kernel of an archive of which all is there, the best first: the newest of 7.2, then the newest; only those of a release, if one is named. */
export function guestKernels(index: ReadonlyMap<string, DebianPackage>, release?: string): KernelPackages[] {
  return [...index.values()]
    .flatMap((image) => packagesOf(image, index))
    .filter(({ version }) => (release === undefined ? compareVersions(version, OLDEST) > 0 : isOf(version, release)))
    .sort(compareKernels);
}

/** Orders kernels: the better one first. */
export function compareKernels({ version: one }: KernelPackages, { version: other }: KernelPackages): number {
  return Number(isOf(other, PREFERRED)) - Number(isOf(one, PREFERRED)) || compareVersions(other, one);
}

function packagesOf(image: DebianPackage, index: ReadonlyMap<string, DebianPackage>): KernelPackages[] {
  const { name, version } = image;
  const release = IMAGE.exec(name)?.[1];
  if (release === undefined || version.includes('~rc')) return [];
  const common = release.replace(/-arm64$/, '');
  const major = /^\d+\.\d+/.exec(version)?.[0] ?? '';
  const [own, shared, sources] = [`linux-headers-${release}`, `linux-headers-${common}-common`, `linux-source-${major}`].map((wanted) =>
    index.get(wanted),
  );
  if (own?.version !== version || shared?.version !== version || sources?.version !== version) return [];
  return [{ version, release, image, headers: [own, shared], sources, programs: `linux-kbuild-${common}` }];
}
