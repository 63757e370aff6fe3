import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Puts a kernel tree into the user's cache folder, or keeps what is there; the newest, or the newest of a release. */
export function linuxInstallGate(release?: string): Gate {
  return {
    name: release === undefined ? 'a kernel tree is there' : `a tree of Linux ${release} is there`,
    vital: false,
    async pass() {
      if (!HERE) return ELSEWHERE;
      const asked = release === undefined ? [] : ['--version', release];
      const { code, output } = await runNode([join(DIST, 'adapters', 'linux', 'install', 'main.js'), ...asked]);
      return { ok: code === 0, passed: 0, failed: 0, note: output.trim().split('\n').at(-1) ?? '', output };
    },
  };
}

/** Linux's own code has to pass the kernel and stack chapters: that of the newest tree, or of the newest of a release. */
export function linuxGate(release?: string): Gate {
  return {
    name: release === undefined ? 'Linux' : `Linux ${release}`,
    vital: false,
    pass: () => passed(release, ({ version }) => ['--adapter', 'linux', '--tree', version, '--layer', 'kernel', '--layer', 'stack']),
  };
}

/** A stock QEMU on Linux's own code: a sample of the device and stack chapters, always the same, or all of them. */
export function chainGate(extent: 'sample' | 'whole'): Gate {
  return {
    name: extent === 'sample' ? 'stock QEMU on Linux, a sample' : 'stock QEMU on Linux',
    vital: false,
    pass: () =>
      passed(undefined, ({ version }) => [
        ...['--adapter', 'qemu', '--adapter', 'linux', '--tree', version, '--layer', 'device', '--layer', 'stack'],
        ...(extent === 'sample' ? ['--shard', SAMPLE] : []),
      ]),
  };
}

/** Runs the suite on a tree; without one there is nothing to pass. */
async function passed(release: string | undefined, choice: (tree: InstalledTree) => readonly string[]): Promise<GateResult> {
  if (!HERE) return ELSEWHERE;
  const [tree] = installedTrees(release);
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
