/**
 * `npm run linux:install`: puts a kernel's sources into the user's cache folder, from Debian's packages, with what the kernel's build
 * needs and the machine lacks. Needs no root.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../../message-of';
import { Archive } from '../../debian/archive';
import type { DebianPackage } from '../../debian/package-index';
import { unpack } from '../../debian/unpack';
import { compareVersions } from '../../debian/versions';
import { kernelTree } from '../kernel-tree';
import { installedTrees, TREES } from '../places';
import { missingTools } from '../tools';
import { installTools } from './install-tools';
import { newestSources } from './source-package';
import { moveInto, unpackSources } from './unpack-sources';

const SUITES = ['sid', 'forky', 'trixie-backports'];
const ARCHITECTURE = 'amd64';
const WRONG_USE = 2;
const COULD_NOT_RUN = 3;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const complain = (line: string) => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const release = releaseAskedFor();
  if (release === null) return WRONG_USE;
  mkdirSync(TREES, { recursive: true });
  const [kept] = installedTrees(release);
  try {
    await installTools(ARCHITECTURE, say);
    const { archive, found, problems } = await newest(release);
    if (found === undefined || archive === undefined)
      throw new Error(`no suite has sources of Linux ${release ?? '7.1 or later'}:\n${problems.join('\n')}`);
    if (installedTrees().some(({ version }) => version === found.version)) {
      say(`Linux ${found.version} is in ${TREES} already.`);
      return 0;
    }
    await install(archive, found);
    say(`Linux ${found.version} of Debian ${archive.suite} is in ${join(TREES, found.version)}.`);
    return 0;
  } catch (error) {
    complain(messageOf(error));
    if (kept === undefined || missingTools().length > 0) return COULD_NOT_RUN;
    say(`Linux ${kept.version}, which is in ${TREES}, stays.`);
    return 0;
  }
}

/** The release of `--version`, such as 7.2; null for arguments that nobody knows. */
function releaseAskedFor(): string | undefined | null {
  try {
    const { values } = parseArgs({ options: { version: { type: 'string' } } });
    if (values.version === undefined || /^\d+(\.\d+)*$/.test(values.version)) return values.version;
    complain(`a version is something like 7.2 or 7.2.13, not ${values.version}`);
  } catch (error) {
    complain(messageOf(error));
  }
  return null;
}

/** The newest sources of all suites. */
async function newest(release: string | undefined): Promise<{ archive?: Archive; found?: DebianPackage; problems: readonly string[] }> {
  let best: { archive?: Archive; found?: DebianPackage } = {};
  const problems: string[] = [];
  for (const suite of SUITES) {
    try {
      const archive = new Archive(suite, ARCHITECTURE);
      const found = newestSources(await archive.index(say), release);
      if (found === undefined) problems.push(`  ${suite}: none`);
      else if (best.found === undefined || compareVersions(found.version, best.found.version) > 0) best = { archive, found };
    } catch (error) {
      problems.push(`  ${suite}: ${messageOf(error)}`);
    }
  }
  return { ...best, problems };
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

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    complain(messageOf(error));
    process.exitCode = COULD_NOT_RUN;
  },
);
