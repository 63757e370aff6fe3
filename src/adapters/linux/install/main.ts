/**
 * `npm run linux:install`: puts a kernel's sources into the user's cache folder, from Debian's packages, with what the kernel's build
 * needs and the machine lacks. Needs no root.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../../message-of';
import { Archive } from '../../debian/archive';
import { COULD_NOT_RUN, complain, isRelease, runInstaller, say, WRONG_USE } from '../../debian/installer';
import type { DebianPackage } from '../../debian/package-index';
import { unpack } from '../../debian/unpack';
import { kernelTree } from '../kernel-tree';
import { installedTrees, TREES } from '../places';
import { missingTools } from '../tools';
import { installTools } from './install-tools';
import { kernelSources, newestOfReleases } from './source-package';
import { moveInto, unpackSources } from './unpack-sources';

const SUITES = ['sid', 'forky', 'trixie-backports'];
const ARCHITECTURE = 'amd64';

/** What is asked for: the newest of a release, or of so many releases. */
interface Wish {
  readonly release?: string;
  readonly releases: number;
}

/** Kernel sources, and the suite that has them. */
interface Candidate {
  readonly archive: Archive;
  readonly source: DebianPackage;
  readonly version: string;
}

async function main(): Promise<number> {
  const wish = wishOf();
  if (wish === undefined) return WRONG_USE;
  const { release, releases } = wish;
  mkdirSync(TREES, { recursive: true });
  const [kept] = installedTrees(release);
  try {
    await installTools(ARCHITECTURE, say);
    const { candidates, problems } = await search(release);
    const found = newestOfReleases(candidates, release === undefined ? releases : 1);
    if (found.length === 0) throw new Error(`no suite has sources of Linux ${release ?? '7.1 or later'}:\n${problems.join('\n')}`);
    for (const one of found) await provide(one);
    return 0;
  } catch (error) {
    complain(messageOf(error));
    if (kept === undefined || missingTools().length > 0) return COULD_NOT_RUN;
    say(`Linux ${kept.version}, which is in ${TREES}, stays.`);
    return 0;
  }
}

/** What the arguments ask for; undefined for arguments that nobody knows. */
function wishOf(): Wish | undefined {
  try {
    const { values } = parseArgs({ options: { version: { type: 'string' }, releases: { type: 'string', default: '1' } } });
    const { releases, version } = values;
    if (version !== undefined && !isRelease(version)) return undefined;
    if (!/^[1-9]$/.test(releases)) complain(`releases are 1 to 9, not ${releases}`);
    else return { releases: Number(releases), ...(version === undefined ? {} : { release: version }) };
  } catch (error) {
    complain(messageOf(error));
  }
  return undefined;
}

/** All sources of all suites. */
async function search(release: string | undefined): Promise<{ candidates: readonly Candidate[]; problems: readonly string[] }> {
  const candidates: Candidate[] = [];
  const problems: string[] = [];
  for (const suite of SUITES) {
    try {
      const archive = new Archive(suite, ARCHITECTURE);
      const sources = kernelSources(await archive.index(say), release);
      if (sources.length === 0) problems.push(`  ${suite}: none`);
      candidates.push(...sources.map((source) => ({ archive, source, version: source.version })));
    } catch (error) {
      problems.push(`  ${suite}: ${messageOf(error)}`);
    }
  }
  return { candidates, problems };
}

async function provide({ archive, source, version }: Candidate): Promise<void> {
  if (installedTrees().some((tree) => tree.version === version)) {
    say(`Linux ${version} is in ${TREES} already.`);
    return;
  }
  await install(archive, source);
  say(`Linux ${version} of Debian ${archive.suite} is in ${join(TREES, version)}.`);
}

/** The tree is in its place once it is whole. */
async function install(archive: Archive, found: DebianPackage): Promise<void> {
  const work = mkdtempSync(join(TREES, 'new-'));
  try {
    say(`Fetching ${found.name} ${found.version} of Debian ${archive.suite}, 165 MB ...`);
    await unpack(archive, [found], join(work, 'package'));
    say('Unpacking what is needed of it ...');
    const tree = await unpackSources(join(work, 'package'), work);
    await kernelTree(tree);
    moveInto(tree, join(TREES, found.version));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

runInstaller(main);
