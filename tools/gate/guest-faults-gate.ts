import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSelfTestReport } from '../../src/self-test/self-test-report';
import { runNode } from './command';
import type { Gate } from './gate';
import { onLinux } from './suite-command';

/** A sample of the seeded faults below a Linux guest: a scenario or a monitor has to catch each, whatever Linux does. */
export const guestFaultsGate: Gate = {
  name: 'faults below a Linux guest',
  vital: false,
  pass: onLinux(async () => {
    const out = mkdtempSync(join(tmpdir(), 'cmdqv-guest-faults-'));
    try {
      const { code, output } = await runNode([join('dist', 'src', 'cli', 'main.js'), 'self-test', '--guest', 'linux', '--out', out]);
      const report: unknown = JSON.parse(readFileSync(join(out, 'self-test.json'), 'utf8'));
      if (!isSelfTestReport(report)) return { ok: false, passed: 0, failed: 0, note: 'left no valid report', output };
      const passed = report.faults.filter(({ caught }) => caught).length;
      const note = `${passed} of ${report.faults.length} caught by a scenario or a monitor`;
      return { ok: code === 0 && passed > 0, passed, failed: report.faults.length - passed, note, output };
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  }),
};
