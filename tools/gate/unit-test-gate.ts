import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package';
import { runNode } from './command';
import type { Gate } from './gate';
import { tapTotals } from './tap-totals';

/** The tests beside the sources, as compiled. */
export const unitTestGate: Gate = {
  name: 'unit tests',
  vital: false,
  async pass() {
    // Node 20 takes no globs here.
    const files = readdirSync(join(PACKAGE_ROOT, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.js'))
      .sort()
      .map((name) => join('dist', name));
    if (files.length === 0) return { ok: false, passed: 0, failed: 0, note: 'no test files', output: 'dist holds no *.test.js' };

    const directory = mkdtempSync(join(tmpdir(), 'cmdqv-tests-'));
    try {
      const tap = join(directory, 'tests.tap');
      const reporters = ['spec', 'stdout', 'tap', tap];
      const flags = reporters.map((value, index) => `--test-reporter${index % 2 === 0 ? '' : '-destination'}=${value}`);
      const { code, output } = await runNode(['--enable-source-maps', '--test', ...flags, ...files]);
      const totals = tapTotals(readFileSync(tap, 'utf8'));
      const { failed, passed } = totals;
      const skipped = [...totals.skipped].map(([reason, count]) => `, ${count} skipped: ${reason}`).join('');
      const note = `${passed} passed${totals.leftOut === 0 ? '' : `, ${totals.leftOut} left out`}${skipped}`;
      // A test left out or focused by mistake would go unnoticed; one that says why it cannot run here is told.
      return { ok: code === 0 && passed > 0 && totals.leftOut === 0, passed, failed, note, output };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
