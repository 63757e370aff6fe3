import { newestOfReleases } from '../../src/adapters/linux/install/source-package';
import { type InstalledTree, installedTrees } from '../../src/adapters/linux/places';
import type { Gate, GateResult } from './gate';
import { install, onLinux, passedAsExpected } from './suite-command';

/** Of the chapters that a stock QEMU runs on Linux's own code, about 300 scenarios. */
const SAMPLE = '1/6';

/** How many releases are judged, the newest of each: those that a VMM meets today. */
const RELEASES = 2;

/** Puts kernel trees into the user's cache folder, the newest of each of the last releases, or keeps what is there. */
export const linuxInstallGate: Gate = {
  name: 'kernel trees are there',
  vital: false,
  pass: onLinux(async () => {
    const installed = await install('linux', '--releases', String(RELEASES));
    const trees = newestTrees().map(({ version }) => version);
    return { ...installed, ok: installed.ok && trees.length > 0, note: `Linux ${trees.join(', ')}` };
  }),
};

/** Linux's own code has to pass the kernel and stack chapters: the newest tree of each of the last releases. */
export const linuxGate: Gate = {
  name: 'Linux',
  vital: false,
  pass: onLinux(async () => {
    const results: GateResult[] = [];
    const [newest, ...older] = newestTrees();
    for (const tree of [newest, ...older])
      results.push(await passed(tree, ({ version }) => ['--adapter', 'linux', '--tree', version, '--layer', 'kernel', '--layer', 'stack']));
    return {
      ok: results.every(({ ok }) => ok),
      passed: results.reduce((sum, one) => sum + one.passed, 0),
      failed: results.reduce((sum, one) => sum + one.failed, 0),
      note: results.map(({ note }) => note).join('; '),
      output: results.map(({ output }) => output).join('\n'),
    };
  }),
};

/** The newest tree of each of the last releases, of those that are installed. */
function newestTrees(): InstalledTree[] {
  return newestOfReleases(installedTrees(), RELEASES);
}

/** A stock QEMU on Linux's own code: a sample of the device and stack chapters, always the same, or all of them. */
export function chainGate(extent: 'sample' | 'whole'): Gate {
  return {
    name: extent === 'sample' ? 'stock QEMU on Linux, a sample' : 'stock QEMU on Linux',
    vital: false,
    pass: onLinux(() =>
      passed(newestTrees()[0], ({ version }) => [
        ...['--adapter', 'qemu', '--adapter', 'linux', '--tree', version, '--layer', 'device', '--layer', 'stack'],
        ...(extent === 'sample' ? ['--shard', SAMPLE] : []),
      ]),
    ),
  };
}

/** Runs the suite on a tree; without one there is nothing to pass. */
async function passed(tree: InstalledTree | undefined, choice: (tree: InstalledTree) => readonly string[]): Promise<GateResult> {
  if (tree === undefined) return { ok: false, passed: 0, failed: 0, note: 'there is no kernel tree', output: 'npm run linux:install' };
  return passedAsExpected([...choice(tree), '--jobs', '2'], 'known deviations or not applicable', `Linux ${tree.version}: `);
}
