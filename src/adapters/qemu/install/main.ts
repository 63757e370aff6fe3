/**
 * `npm run qemu:install`: puts a stock QEMU into the user's cache folder, from Debian's binary packages. Needs no root.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../message-of';
import { Archive } from '../../debian/archive';
import { COULD_NOT_RUN, runInstaller, say } from '../../debian/installer';
import { type DebianPackage, withLibraries } from '../../debian/package-index';
import { unpack } from '../../debian/unpack';
import { checkQemu } from '../check';
import { launcherOf } from '../locate';
import { PRIVATE_FOLDER, type PrivateTree, privateTree } from '../private-tree';
import { pick } from './tree';

const SUITES = ['sid', 'forky', 'trixie-backports'];
const PACKAGE = 'qemu-system-arm';
const MODULES = 'qemu-system-common';
const OLDEST = /^(?:\d+:)?(?:11\.[1-9]|1[2-9]\.|[2-9]\d\.)/;
const ARCHITECTURES: Readonly<Record<string, { readonly debian: string; readonly multiarch: string }>> = {
  x64: { debian: 'amd64', multiarch: 'x86_64-linux-gnu' },
  arm64: { debian: 'arm64', multiarch: 'aarch64-linux-gnu' },
};

async function main(): Promise<number> {
  const architecture = ARCHITECTURES[process.arch];
  if (process.platform !== 'linux' || architecture === undefined) {
    process.stderr.write(`Debian has no QEMU for ${process.platform} on ${process.arch}: name one with --qemu\n`);
    return COULD_NOT_RUN;
  }
  mkdirSync(PRIVATE_FOLDER, { recursive: true });
  const kept = await installed();
  const problems: string[] = [];
  for (const suite of SUITES) {
    try {
      const archive = new Archive(suite, architecture.debian);
      const index = await archive.index(say);
      const offered = index.get(PACKAGE);
      if (offered === undefined || !OLDEST.test(offered.version)) {
        problems.push(`${suite}: ${offered === undefined ? 'no QEMU' : `QEMU ${offered.version} is older than 11.1`}`);
        continue;
      }
      if (kept === offered.version) {
        say(`QEMU ${offered.version} is in ${PRIVATE_FOLDER} already.`);
        return 0;
      }
      await install(archive, index, offered, architecture.multiarch);
      say(`QEMU ${offered.version} of Debian ${suite} is in ${PRIVATE_FOLDER}.`);
      return 0;
    } catch (error) {
      problems.push(`${suite}: ${messageOf(error)}`);
    }
  }
  process.stderr.write(`No QEMU could be had:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  if (kept === undefined) return COULD_NOT_RUN;
  say(`QEMU ${kept}, which is in ${PRIVATE_FOLDER}, stays.`);
  return 0;
}

/** Version of the package that the private folder holds; `undefined` unless it runs. */
async function installed(): Promise<string | undefined> {
  const tree = privateTree();
  if (!existsSync(tree.about)) return undefined;
  try {
    const told: unknown = JSON.parse(readFileSync(tree.about, 'utf8'));
    await checkQemu(launcherOf(tree));
    return typeof told === 'object' && told !== null && 'version' in told ? String(told.version) : undefined;
  } catch (error) {
    process.stderr.write(`What is in ${PRIVATE_FOLDER} is of no use: ${messageOf(error)}\n`);
    return undefined;
  }
}

/** Nothing is replaced before the new tree has been seen to run. */
async function install(
  archive: Archive,
  index: ReadonlyMap<string, DebianPackage>,
  { version }: DebianPackage,
  multiarch: string,
): Promise<void> {
  const work = mkdtempSync(join(PRIVATE_FOLDER, 'new-'));
  try {
    const packages = withLibraries(index, [PACKAGE, MODULES, 'libc6']);
    say(`Fetching ${packages.length} packages of Debian ${archive.suite} ...`);
    await unpack(archive, packages, join(work, 'root'));
    const tree = privateTree(join(work, 'tree'));
    await pick(join(work, 'root'), tree, multiarch);
    await checkQemu(launcherOf(tree));
    writeFileSync(tree.about, `${JSON.stringify({ version, suite: archive.suite }, undefined, 2)}\n`);
    replace(tree, work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function replace({ folder }: PrivateTree, work: string): void {
  const current = privateTree().folder;
  if (existsSync(current)) renameSync(current, join(work, 'old'));
  renameSync(folder, current);
}

runInstaller(main);
