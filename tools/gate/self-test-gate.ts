import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSelfTestReport } from '../../src/self-test/self-test-report';
import { runNode } from './command';
import type { Gate } from './gate';

/** Every seeded fault has to be caught by a clause that is about it. */
export const selfTestGate: Gate = {
  name: 'self-test',
  vital: false,
  async pass() {
    const out = mkdtempSync(join(tmpdir(), 'cmdqv-self-test-'));
    try {
      const main = join('dist', 'src', 'cli', 'main.js');
      // What else catches a fault makes no difference here, and takes ten times as long.
      const { code, output } = await runNode([main, 'self-test', '--own-clauses', '--out', out]);
      const report: unknown = JSON.parse(readFileSync(join(out, 'self-test.json'), 'utf8'));
      if (!isSelfTestReport(report)) return { ok: false, passed: 0, failed: 0, note: 'left no valid report', output };
      const passed = report.faults.filter(({ caught }) => caught).length;
      const failed = report.faults.length - passed;
      return { ok: code === 0 && passed > 0, passed, failed, note: `${passed} faults caught`, output };
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
};
