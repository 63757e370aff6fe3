import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../../message-of';
import { Archive } from '../../debian/archive';
import type { DebianPackage } from '../../debian/package-index';
import { unpack } from '../../debian/unpack';
import { TOOLS } from '../places';
import { BUILD_TOOLS, buildEnvironment, isOnPath, missingTools } from '../tools';

const run = promisify(execFile);
/** The oldest first: what was built for an old C library runs with a newer one. */
const SUITES = ['bookworm', 'trixie', 'forky'];

/** Gets what the kernel's build needs and this machine lacks. Rejects with what was tried. */
export async function installTools(architecture: string, say: (line: string) => void): Promise<void> {
  if (missingTools().length === 0) return;
  const wanted = BUILD_TOOLS.filter((tool) => !isOnPath(tool));
  const problems: string[] = [];
  for (const suite of SUITES) {
    try {
      const archive = new Archive(suite, architecture);
      const index = await archive.index(say);
      const packages = wanted.map((tool) => index.get(tool));
      if (!packages.every((one): one is DebianPackage => one !== undefined)) throw new Error(`it lacks one of ${wanted.join(', ')}`);
      await replace(archive, packages);
      say(`${wanted.join(', ')} of Debian ${suite} are in ${TOOLS}.`);
      return;
    } catch (error) {
      problems.push(`  ${suite}: ${messageOf(error)}`);
    }
  }
  throw new Error(`${wanted.join(', ')}, which the kernel's build needs, could not be had:\n${problems.join('\n')}`);
}

async function replace(archive: Archive, packages: readonly DebianPackage[]): Promise<void> {
  mkdirSync(dirname(TOOLS), { recursive: true });
  const work = mkdtempSync(`${TOOLS}-`);
  try {
    await unpack(archive, packages, work);
    if (existsSync(TOOLS)) renameSync(TOOLS, join(work, 'old'));
    renameSync(work, TOOLS);
    for (const { name } of packages) await run(join(TOOLS, 'usr/bin', name), ['--version'], { env: buildEnvironment() });
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(join(TOOLS, 'old'), { recursive: true, force: true });
  }
}
