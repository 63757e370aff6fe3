import { execFile } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AdapterFault } from '../../run/faults';

const run = promisify(execFile);

/** What no tree can do without. */
const NEEDED = [
  'drivers/iommu/arm/arm-smmu-v3/tegra241-cmdqv.c',
  'drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3-iommufd.c',
  'drivers/iommu/iommufd/viommu.c',
  'drivers/vfio/iommufd.c',
] as const;
/** The release with which a virtual machine's queues came. */
const OLDEST = '6.17';

/** A kernel's sources, and which they are. */
export interface KernelTree {
  readonly folder: string;
  /** Such as `7.2.13`, or `7.3.0-rc2 (v7.3-rc2-14-g0123456789ab-dirty)` where git knows more. */
  readonly version: string;
  /** The revision of the specification that it is held against. */
  readonly revision: string;
}

/** Looks at a folder. Rejects with an AdapterFault unless it is a kernel tree that has the drivers. */
export async function kernelTree(path: string): Promise<KernelTree> {
  if (!existsSync(path)) throw new AdapterFault(`there is no kernel tree ${path}`);
  const folder = realpathSync(path);
  const version = releaseOf(folder);
  if (version === undefined)
    throw new AdapterFault(`${path} is no kernel tree: its Makefile, if it has one, names no VERSION and PATCHLEVEL`);
  const missing = NEEDED.filter((file) => !existsSync(join(folder, file)));
  if (missing.length > 0) {
    throw new AdapterFault(
      `${path}, Linux ${version}, has not the drivers that are judged here, which Linux ${OLDEST} brought together; it lacks ${missing.join(', ')}`,
    );
  }
  return { folder, version: [version, ...(await described(folder))].join(' '), revision: revisionOf(version) };
}

function releaseOf(folder: string): string | undefined {
  const makefile = join(folder, 'Makefile');
  if (!existsSync(makefile)) return undefined;
  const text = readFileSync(makefile, 'utf8');
  const value = (name: string) => new RegExp(`^${name} *= *(\\S*)$`, 'm').exec(text)?.[1];
  const [version, patchLevel, sublevel, extra] = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL', 'EXTRAVERSION'].map(value);
  if (!version || !patchLevel) return undefined;
  return `${version}.${patchLevel}.${sublevel || '0'}${extra ?? ''}`;
}

/** What came before the first revision is held against that one, what comes after the last release against what is queued. */
function revisionOf(release: string): string {
  const [, version, patchLevel] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  const number = Number(version) * 1000 + Number(patchLevel);
  return number <= 7002 ? 'linux-7.2' : number === 7003 ? 'linux-7.3' : 'linux-next';
}

/** What git says of the tree, in parentheses. */
async function described(folder: string): Promise<string[]> {
  if (!existsSync(join(folder, '.git'))) return [];
  try {
    const { stdout } = await run('git', ['-C', folder, 'describe', '--always', '--dirty', '--abbrev=12']);
    return [`(${stdout.trim()})`];
  } catch {
    return [];
  }
}
