import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newestOfReleases } from '../../src/adapters/linux/install/source-package';
import { type InstalledTree, installedTrees } from '../../src/adapters/linux/places';
import { runNode } from './command';
import type { Gate, GateResult } from './gate';
import { scenarioTotals } from './suite-gate';

const DIST = join('dist', 'src');
/** Where the kernel layer can be built. */
const HERE = process.platform === 'linux' && process.arch === 'x64';
const ELSEWHERE: GateResult = { ok: true, passed: 0, failed: 0, note: 'NOT RUN: this is not Linux on x86-64', output: '' };
/** Of the chapters that a stock QEMU runs on Linux's own code, about 300 scenarios. */
const SAMPLE = '1/6';

/** How many releases are judged, the newest of each: those that a VMM meets today. */
const RELEASES = 2;

/** Puts kernel trees into the user's cache folder, the newest of each of the last releases, or keeps what is there. */
export const linuxInstallGate: Gate = {
  name: 'kernel trees are there',
  vital: false,
  async pass() {
    if (!HERE) return ELSEWHERE;
    const { code, output } = await runNode([join(DIST, 'adapters', 'linux', 'install', 'main.js'), '--releases', String(RELEASES)]);
    const trees = newestTrees().map(({ version }) => version);
    return { ok: code === 0 && trees.length > 0, passed: 0, failed: 0, note: `Linux ${trees.join(', ')}`, output };
  },
};

/** Linux's own code has to pass the kernel and stack chapters: the newest tree of each of the last releases. */
export const linuxGate: Gate = {
  name: 'Linux',
  vital: false,
  async pass() {
    const results: GateResult[] = [];
    // Without a tree there is nothing to pass.
    for (const tree of [newestTrees()[0], ...newestTrees().slice(1)])
      results.push(await passed(tree, ({ version }) => ['--adapter', 'linux', '--tree', version, '--layer', 'kernel', '--layer', 'stack']));
    return {
      ok: results.every(({ ok }) => ok),
      passed: results.reduce((sum, one) => sum + one.passed, 0),
      failed: results.reduce((sum, one) => sum + one.failed, 0),
      note: [...new Set(results.map(({ note }) => note))].join('; '),
      output: results.map(({ output }) => output).join('\n'),
    };
  },
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
    pass: () =>
      passed(newestTrees()[0], ({ version }) => [
        ...['--adapter', 'qemu', '--adapter', 'linux', '--tree', version, '--layer', 'device', '--layer', 'stack'],
        ...(extent === 'sample' ? ['--shard', SAMPLE] : []),
      ]),
  };
}

/** Runs the suite on a tree; without one there is nothing to pass. */
async function passed(tree: InstalledTree | undefined, choice: (tree: InstalledTree) => readonly string[]): Promise<GateResult> {
  if (!HERE) return ELSEWHERE;
  if (tree === undefined) return { ok: false, passed: 0, failed: 0, note: 'there is no kernel tree', output: 'npm run linux:install' };
  const out = mkdtempSync(join(tmpdir(), 'cmdqv-linux-'));
  try {
    const run = [join(DIST, 'cli', 'main.js'), 'run', ...choice(tree), '--jobs', '2', '--format', 'quiet', '--out', out];
    const { code, output } = await runNode(run);
    const { passed, failed, other } = scenarioTotals(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')));
    const note = `Linux ${tree.version}: ${passed} scenarios passed, ${other} known deviations or not applicable`;
    return { ok: code === 0 && passed > 0, passed, failed, note, output };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
