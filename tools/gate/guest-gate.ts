import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './command';
import type { Gate, GateResult } from './gate';
import { scenarioTotals } from './suite-gate';

const DIST = join('dist', 'src');
/** Where the guest can be built and QEMU's page 0 is trapped. */
const HERE = process.platform === 'linux' && process.arch === 'x64';
const ELSEWHERE: GateResult = { ok: true, passed: 0, failed: 0, note: 'NOT RUN: this is not Linux on x86-64', output: '' };
/** Boots that show the most: invalidations, an error, a reboot, a second kernel. */
const SAMPLE = ['LINUX-02/two-processors-one-after-the-other', 'LINUX-03', 'LINUX-06', 'LINUX-07'];

/** Puts a Linux guest into the user's cache folder, or keeps the one that is there. */
export const guestInstallGate: Gate = {
  name: 'a Linux guest is there',
  vital: false,
  async pass() {
    if (!HERE) return ELSEWHERE;
    const { code, output } = await runNode([join(DIST, 'adapters', 'linux-guest', 'install', 'main.js')]);
    return { ok: code === 0, passed: 0, failed: 0, note: output.trim().split('\n').at(-1) ?? '', output };
  },
};

/** Linux in the guest of a stock QEMU has to pass its chapter, or a sample of it, but for the deviations that are known. */
export function guestGate(extent: 'sample' | 'whole', kernel: 'reference' | 'linux' = 'reference'): Gate {
  const on = kernel === 'linux' ? ['--adapter', 'qemu', '--adapter', 'linux'] : [];
  return {
    name: `Linux in the guest${kernel === 'linux' ? ', QEMU and Linux' : ''}${extent === 'sample' ? ', a sample' : ''}`,
    vital: false,
    async pass() {
      if (!HERE) return ELSEWHERE;
      const out = mkdtempSync(join(tmpdir(), 'cmdqv-guest-'));
      try {
        const clauses = (extent === 'sample' ? SAMPLE : ['LINUX-*']).flatMap((clause) => ['--clause', clause]);
        const run = [join(DIST, 'cli', 'main.js'), 'run', '--guest', 'linux', ...on, ...clauses, '--format', 'quiet', '--out', out];
        const { code, output } = await runNode(run);
        const { passed, failed, other } = scenarioTotals(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')));
        const note = `${passed} scenarios passed, ${other} known deviations`;
        return { ok: code === 0 && passed > 0, passed, failed, note, output };
      } finally {
        rmSync(out, { recursive: true, force: true });
      }
    },
  };
}
