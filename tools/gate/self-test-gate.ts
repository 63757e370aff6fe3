import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSelfTestReport } from '../../src/self-test/self-test-report';
import { runNode } from './command';
import type { Gate } from './gate';

/** Every seeded fault has to be caught by a clause that is about it. */
export const selfTestGate = gateOf('self-test', '--faults');

/** Every legitimately different implementation has to be accepted: a run of the whole suite on each. */
export const alternativesGate = gateOf('alternatives', '--alternatives');

function gateOf(name: string, what: '--faults' | '--alternatives'): Gate {
  return { name, vital: false, pass: () => pass(what) };
}

async function pass(what: '--faults' | '--alternatives'): ReturnType<Gate['pass']> {
  const out = mkdtempSync(join(tmpdir(), 'cmdqv-self-test-'));
  try {
    const main = join('dist', 'src', 'cli', 'main.js');
    // What else catches a fault makes no difference here, and takes ten times as long.
    const { code, output } = await runNode([main, 'self-test', what, '--own-clauses', '--out', out]);
    const report: unknown = JSON.parse(readFileSync(join(out, 'self-test.json'), 'utf8'));
    if (!isSelfTestReport(report)) return { ok: false, passed: 0, failed: 0, note: 'left no valid report', output };
    const caught = report.faults.filter((fault) => fault.caught).length;
    const accepted = report.alternatives.filter((alternative) => alternative.accepted).length;
    const passed = caught + accepted;
    const failed = report.faults.length + report.alternatives.length - passed;
    const note = what === '--faults' ? `${caught} faults caught` : `${accepted} alternatives accepted`;
    return { ok: code === 0 && passed > 0, passed, failed, note, output };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
