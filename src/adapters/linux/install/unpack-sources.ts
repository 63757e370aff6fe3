import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Of a kernel's sources, what the headers are made of and what is compiled; all of them would be seven times as much. */
const PARTS = [
  'Kbuild',
  'Kconfig',
  'COPYING',
  'MAINTAINERS',
  'LICENSES/*',
  'arch/um/*',
  'arch/x86/*',
  'drivers/iommu/*',
  'drivers/vfio/*',
  'include/*',
  'kernel/*',
  'lib/*',
  'scripts/*',
  'tools/include/*',
] as const;
/** Files that the kernel's build reads wherever they are. */
const EVERYWHERE = ['*/Kconfig*', '*/Makefile'] as const;

/** Unpacks the sources that an unpacked package holds, as `tree` in `work`; the path of that. */
export async function unpackSources(unpacked: string, work: string): Promise<string> {
  const folder = join(unpacked, 'usr/src');
  const archive = readdirSync(folder).find((name) => /^linux-source-.*\.tar\.xz$/.test(name));
  if (archive === undefined) throw new Error('the package holds no archive of sources');
  const root = archive.replace(/\.tar\.xz$/, '');
  const tree = join(work, 'tree');
  const patterns = join(work, 'parts');
  mkdirSync(tree);
  writeFileSync(patterns, [...PARTS.map((part) => `${root}/${part}`), ...EVERYWHERE].join('\n'));
  await run('tar', ['-xJf', join(folder, archive), '-C', tree, '--strip-components=1', '--wildcards', '-T', patterns]);
  rmSync(patterns);
  return tree;
}

/** Puts it where it is to be at once and whole; another that is there stays. */
export function moveInto(tree: string, place: string): void {
  try {
    renameSync(tree, place);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST'))) throw error;
  }
}
