import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodeOf } from '../../cli/exit-code';
import { reference } from '../../index';
import { toReport } from '../../report/report';
import type { RunResult } from '../../run/outcome';
import type { Verdict } from '../../run/session';
import { SuiteRun } from '../../run/suite-run';
import { select } from '../../specification/selection';
import { loadSuite } from '../../specification/suite';
import { openAdapter } from '../open';

/** What came of a run on one of the adapters beside this file. */
export interface Ended {
  readonly code: number;
  readonly result: RunResult;
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** Why a scenario did not pass, by its name; empty for those that did. */
  readonly reasons: Readonly<Record<string, string>>;
  /** How often the adapter was started. */
  readonly starts: number;
}

/** How a run on a faulty adapter differs from the usual. */
export interface ProvingOptions {
  readonly timeout?: number;
  readonly restarts?: number;
  readonly scenarios?: readonly string[];
  /** Layers that the user asks for by name. */
  readonly layers?: readonly string[];
}

/** Scenarios of the tiny suite; only the second one reads CMDQV_STATUS. */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  first: ['When the guest reads CMDQV_PARAM', 'Then the read gives 0x00004011'],
  second: ['When the guest reads CMDQV_STATUS', 'Then CMDQV_STATUS reads 0x1'],
  third: ['When the guest reads CMDQV_PARAM', 'Then the read gives 0x00004011'],
  alarm: ['When the guest reads CMDQV_PARAM', 'Then the guest receives one interrupt'],
};

/** A directory for one file of tests, with the tiny suite in `features`. */
export function tinySuite(): { readonly directory: string; readonly features: string } {
  const directory = mkdtempSync(join(tmpdir(), 'cmdqv-faulty-'));
  const features = join(directory, 'features');
  const write = (path: string, content: string | object) =>
    writeFileSync(join(features, path), typeof content === 'string' ? content : JSON.stringify(content));
  for (const folder of ['clauses', 'device']) mkdirSync(join(features, folder), { recursive: true });
  write('revisions.json', [{ id: 'first', layer: 'device', title: 'first', documents: ['The Book'] }]);
  write('sources.json', { book: { title: 'The Book', citation: 'The Book, page 1.' } });
  const clause = { id: 'T-01', level: 'MUST', title: 'Things', text: 'Things are so.', source: ['book'], since: 'first' };
  write('clauses/T.json', { chapter: 'T', title: 'Tiny', layer: 'device', clauses: [clause] });
  const scenarios = Object.entries(SCENARIOS).map(([name, steps]) => `    Scenario: ${name}\n      ${steps.join('\n      ')}\n`);
  const background = '  Background:\n    Given a VM with CMDQ-V\n';
  write('device/t.feature', `Feature: T\n\n${background}\n  @T-01\n  Rule: T-01 Things\n\n${scenarios.join('\n')}`);
  return { directory, features };
}

/** The tiny suite and the faulty adapters, in this process. */
export class Proving {
  readonly #places = tinySuite();
  #runs = 0;

  remove(): void {
    rmSync(this.#places.directory, { recursive: true });
  }

  /** Runs on a faulty adapter, and sees that the report is valid and that no process is left. Rejects where the adapter does not begin. */
  async run(program: string, options: ProvingOptions = {}): Promise<Ended> {
    const { timeout = 20_000, restarts = 2, scenarios = ['first', 'second', 'third'], layers } = options;
    this.#runs += 1;
    const notes = join(this.#places.directory, `notes-${this.#runs}`);
    writeFileSync(notes, '');
    const suite = loadSuite({ features: this.#places.features });
    const { plan, support } = suite;
    const createMemory = () => reference.hardware.createMemory();
    try {
      const opening = { suite, cwd: process.cwd(), timeout, restarts, createMemory, builtIn: [], choices: new Map() };
      const underTest = await openAdapter(commandFor(program, notes), opening);
      const selection = select(plan, suite.catalogue, {
        clauses: scenarios.map((name) => `T-01/${name}`),
        ...(layers === undefined ? {} : { layers }),
      });
      const run = new SuiteRun({ suite, plan, selection, support, underTest, reference, command: 'test', reproduce: ({ id }) => id });
      const result = await run.execute();
      toReport(result);
      await underTest.close();
      assert.equal(result.scenarios.length, scenarios.length, 'no result is lost');
      const named = <T>(of: (outcome: RunResult['scenarios'][number]) => T): Record<string, T> =>
        Object.fromEntries(result.scenarios.map((outcome) => [outcome.scenario.name, of(outcome)]));
      return {
        code: exitCodeOf(result.verdict),
        result,
        verdicts: named(({ verdict }) => verdict),
        reasons: named(({ failure, reason }) => reason ?? failure?.message ?? ''),
        starts: noted(notes).length,
      };
    } finally {
      await gone(noted(notes));
    }
  }
}

/** The command line of a faulty adapter that leaves its notes in a file. */
export function commandFor(program: string, notes: string): string {
  return [process.execPath, join(__dirname, `${program}.js`), notes].map((word) => `"${word}"`).join(' ');
}

/** The processes that adapters have noted. */
export function noted(notes: string): number[] {
  return readFileSync(notes, 'utf8').split('\n').filter(Boolean).map(Number);
}

/** Resolves when none of the processes is left; rejects after two seconds. */
export async function gone(processes: readonly number[]): Promise<void> {
  for (let patience = 100; patience > 0; patience -= 1) {
    if (!processes.some(alive)) return;
    await sleep(20);
  }
  assert.fail(`still there: ${processes.filter(alive).join(', ')}`);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie has ended; whoever inherited it has not asked yet.
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
