import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALTERNATIVES } from '../../alternatives';
import { isSelfTestReport } from '../../src/self-test/self-test-report';
import { runNode } from './command';
import type { Gate } from './gate';

/** Of so many alternatives, one after another in the corpus, `npm test` tries one: a run of the whole suite on each takes its time. */
const SAMPLED = 10;

/** Every seeded fault has to be caught by a clause that is about it. */
export const selfTestGate: Gate = { name: 'self-test', vital: false, pass: () => pass('faults', ['--faults']) };

/** Legitimately different implementations have to be accepted: a sample of them, always the same, or all. */
export function alternativesGate(extent: 'sample' | 'whole'): Gate {
  const sample = ALTERNATIVES.filter((_, at) => at % SAMPLED === 0).flatMap(({ id }) => ['--alternative', id]);
  return {
    name: extent === 'sample' ? 'alternatives, a sample' : 'alternatives',
    vital: false,
    pass: () => pass('alternatives', extent === 'sample' ? sample : ['--alternatives']),
  };
}

async function pass(what: 'faults' | 'alternatives', choice: readonly string[]): ReturnType<Gate['pass']> {
  const out = mkdtempSync(join(tmpdir(), 'cmdqv-self-test-'));
  try {
    const main = join('dist', 'src', 'cli', 'main.js');
    // What else catches a fault makes no difference here, and takes ten times as long.
    const { code, output } = await runNode([main, 'self-test', ...choice, '--own-clauses', '--out', out]);
    const report: unknown = JSON.parse(readFileSync(join(out, 'self-test.json'), 'utf8'));
    if (!isSelfTestReport(report)) return { ok: false, passed: 0, failed: 0, note: 'left no valid report', output };
    const caught = report.faults.filter((fault) => fault.caught).length;
    const accepted = report.alternatives.filter((alternative) => alternative.accepted).length;
    const passed = caught + accepted;
    const failed = report.faults.length + report.alternatives.length - passed;
    const note = what === 'faults' ? `${caught} faults caught` : `${accepted} alternatives accepted`;
    return { ok: code === 0 && passed > 0, passed, failed, note, output };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
