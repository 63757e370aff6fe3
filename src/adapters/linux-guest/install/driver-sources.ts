import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Archive } from '../../debian/archive';
import type { DebianPackage } from '../../debian/package-index';
import { unpack } from '../../debian/unpack';
import { TREES } from '../../linux/places';

const run = promisify(execFile);

/** What the driver consists of. */
const PARTS = ['drivers/iommu/*.h', 'drivers/iommu/arm/arm-smmu-v3/*'];

/** A folder with the driver's sources: those that `npm run linux:install` got, or of the package, unpacked into `folder`. */
export async function driverSources(
  archive: Archive,
  sources: DebianPackage,
  folder: string,
  say: (line: string) => void,
): Promise<string> {
  const kept = join(TREES, sources.version);
  if (existsSync(join(kept, 'drivers/iommu/arm/arm-smmu-v3/tegra241-cmdqv.c'))) return kept;
  say(`Fetching ${sources.name} ${sources.version} of Debian ${archive.suite}, 165 MB ...`);
  const unpacked = join(folder, 'package');
  await unpack(archive, [sources], unpacked);
  const place = join(unpacked, 'usr/src');
  const packed = readdirSync(place).find((name) => /^linux-source-.*\.tar\.xz$/.test(name));
  if (packed === undefined) throw new Error('the package holds no archive of sources');
  const root = packed.replace(/\.tar\.xz$/, '');
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  const patterns = PARTS.map((part) => `${root}/${part}`);
  await run('tar', ['-xJf', join(place, packed), '-C', tree, '--strip-components=1', '--wildcards', ...patterns]);
  return tree;
}
