import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './command';
import type { Gate, GateResult } from './gate';
import { type ScenarioTotals, scenarioTotals } from './suite-gate';

const DIST = join('dist', 'src');
/** Where Debian has binaries, page 0 is trapped, and Linux's kernel layer and guest are built. */
const HERE = process.platform === 'linux' && process.arch === 'x64';
const ELSEWHERE: GateResult = { ok: true, passed: 0, failed: 0, note: 'NOT RUN: this is not Linux on x86-64', output: '' };

/** Something to pass on Linux on x86-64; elsewhere it says that it was not run. */
export function onLinux(pass: Gate['pass']): Gate['pass'] {
  return async () => (HERE ? pass() : ELSEWHERE);
}

/** Runs an installer of an adapter's; what it says last is the note. */
export async function install(adapter: string, ...words: readonly string[]): Promise<GateResult> {
  const { code, output } = await runNode([join(DIST, 'adapters', adapter, 'install', 'main.js'), ...words]);
  return { ok: code === 0, passed: 0, failed: 0, note: output.trim().split('\n').at(-1) ?? '', output };
}

/** How a run of the suite ended, and what its report says. */
export interface SuiteOutcome extends ScenarioTotals {
  readonly code: number;
  readonly output: string;
}

/** Runs the command `run` with these words, with reports that are gone afterwards. */
export async function runSuite(words: readonly string[]): Promise<SuiteOutcome> {
  const out = mkdtempSync(join(tmpdir(), 'cmdqv-gate-'));
  try {
    const { code, output } = await runNode([join(DIST, 'cli', 'main.js'), 'run', ...words, '--format', 'quiet', '--out', out]);
    return { ...scenarioTotals(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))), code, output };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The result of a run that has to be as expected; `about` says in the note what else there was than passed scenarios. */
export async function passedAsExpected(words: readonly string[], about: string, subject = ''): Promise<GateResult> {
  const { code, failed, other, output, passed } = await runSuite(words);
  return { ok: code === 0 && passed > 0, passed, failed, note: `${subject}${passed} scenarios passed, ${other} ${about}`, output };
}
