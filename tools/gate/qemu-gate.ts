import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './command';
import type { Gate, GateResult } from './gate';
import { scenarioTotals } from './suite-gate';

const DIST = join('dist', 'src');
/** Where Debian has binaries and the preloaded library traps page 0. */
const HERE = process.platform === 'linux' && process.arch === 'x64';
const ELSEWHERE: GateResult = { ok: true, passed: 0, failed: 0, note: 'NOT RUN: this is not Linux on x86-64', output: '' };

/** Puts a stock QEMU into the private folder, or keeps the one that is there. */
export const qemuInstallGate: Gate = {
  name: 'QEMU is there',
  vital: true,
  async pass() {
    if (!HERE) return ELSEWHERE;
    const { code, output } = await runNode([join(DIST, 'adapters', 'qemu', 'install', 'main.js')]);
    return { ok: code === 0, passed: 0, failed: 0, note: output.trim().split('\n').at(-1) ?? '', output };
  },
};

/** A stock QEMU has to pass the device and stack chapters but for the deviations that are known. */
export const qemuGate: Gate = {
  name: 'stock QEMU',
  vital: false,
  async pass() {
    if (!HERE) return ELSEWHERE;
    const out = mkdtempSync(join(tmpdir(), 'cmdqv-stock-qemu-'));
    try {
      const chapters = ['--layer', 'device', '--layer', 'stack'];
      const { code, output } = await runNode([
        join(DIST, 'cli', 'main.js'),
        'run',
        '--adapter',
        'qemu',
        ...chapters,
        '--format',
        'quiet',
        '--out',
        out,
      ]);
      const { passed, failed, other } = scenarioTotals(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')));
      return {
        ok: code === 0 && passed > 0,
        passed,
        failed,
        note: `${passed} scenarios passed, ${other} known deviations or not applicable`,
        output,
      };
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
};
