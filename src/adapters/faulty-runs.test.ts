import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Report, reportFault } from '../report/report';
import { commandFor, gone, noted, tinySuite } from './faulty/run-against';

const { directory, features } = tinySuite();
after(() => rmSync(directory, { recursive: true }));

let runs = 0;

/** A run of the command on a faulty adapter. */
class CommandRun {
  readonly child: ChildProcess;
  readonly notes: string;
  readonly #out: string;
  readonly #closed: Promise<unknown>;

  constructor(program: string, flags: readonly string[] = []) {
    runs += 1;
    this.#out = join(directory, `reports-${runs}`);
    this.notes = join(directory, `notes-${runs}`);
    writeFileSync(this.notes, '');
    const main = join(__dirname, '..', 'cli', 'main.js');
    const places = ['--features', features, '--out', this.#out, '--adapter', commandFor(program, this.notes)];
    this.child = spawn(process.execPath, [main, 'run', ...places, ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#closed = once(this.child, 'close');
  }

  /** Resolves once the adapter runs. */
  async started(): Promise<void> {
    while (noted(this.notes).length === 0) await sleep(10);
  }

  /** The exit code, with no process left behind. */
  async ended(): Promise<number | null> {
    this.child.stderr?.resume();
    await this.#closed;
    await gone(noted(this.notes));
    return this.child.exitCode;
  }

  report(): Report {
    const report: Report = JSON.parse(readFileSync(join(this.#out, 'report.json'), 'utf8'));
    assert.equal(reportFault(report), undefined);
    return report;
  }
}

const TOLD = ['--clause', 'T-01/{first,second,third}'];

describe('the run command on an adapter that does not begin', { concurrency: 2 }, () => {
  for (const [program, reason] of [
    ['dies-at-start', /the adapter ended with exit code 127\n.*ends with:\nlibcmdqv\.so: cannot open/],
    ['hangs-at-start', /the adapter did not answer initialize within 400 ms/],
    ['speaks-version-3', /the adapter speaks protocol 3; this suite speaks 2, 1: build the adapter/],
    ['claims-too-early', /the adapter speaks protocol 1, which has no twoSmmus: that came with 2/],
    ['names-a-revision-too-early', /the adapter speaks protocol 1, which has no revisions: they came with 2/],
    ['names-a-foreign-revision', /the adapter names a revision of kernel, which it does not offer/],
    ['lacks-the-kernel', /device and hardware without the kernel between them/],
    ['cannot-begin', /the adapter could not begin: initialize: no \/dev\/kvm/],
  ] as const) {
    it(`ends with 3 and says why: ${program}`, async () => {
      const run = new CommandRun(program, [...TOLD, '--timeout', program === 'hangs-at-start' ? '400' : '20000']);
      assert.equal(await run.ended(), 3);
      const { reason: told = '', scenarios, totals, verdict } = run.report();
      assert.match(told, reason);
      assert.match(told, /adapter check ['"]/);
      assert.deepEqual([verdict, scenarios.length, totals.couldNotRun], ['couldNotRun', 3, 3]);
    });
  }
});

describe('the run command', () => {
  it('ends with 3 if something could not run, and with 1 if something failed', async () => {
    const [broke, failed] = [new CommandRun('dies-in-scenario', TOLD), new CommandRun('cannot-do-it', TOLD)];
    assert.deepEqual(await Promise.all([broke.ended(), failed.ended()]), [3, 1]);
    assert.deepEqual([broke.report().totals.passed, broke.report().totals.couldNotRun], [2, 1]);
    assert.deepEqual([failed.report().totals.passed, failed.report().totals.failed], [2, 1]);
  });

  it('runs twice at once', async () => {
    const both = [new CommandRun('well-behaved', TOLD), new CommandRun('well-behaved', TOLD)];
    assert.deepEqual(await Promise.all(both.map((run) => run.ended())), [0, 0]);
    for (const run of both) assert.equal(run.report().totals.passed, 3);
  });
});

// Windows has no signals to send; Ctrl-C there comes from the console.
describe('nothing is left of an adapter that hangs', {
  skip: process.platform === 'win32' ? 'not on Windows' : false,
  concurrency: 2,
}, () => {
  it('when Ctrl-C comes while it starts', async () => {
    const run = new CommandRun('hangs-at-start');
    await run.started();
    run.child.kill('SIGINT');
    assert.notEqual(await run.ended(), 0);
  });

  it('when Ctrl-C comes twice in a scenario', async () => {
    const run = new CommandRun('hangs-in-scenario', TOLD);
    while (noted(run.notes).length < 2) await sleep(10);
    run.child.kill('SIGINT');
    run.child.stderr?.once('data', () => run.child.kill('SIGINT'));
    assert.equal(await run.ended(), 3);
    const { totals, verdict } = run.report();
    assert.deepEqual([verdict, totals.passed, totals.couldNotRun], ['incomplete', 1, 2]);
  });

  it('when the suite is killed', async () => {
    const run = new CommandRun('hangs-in-scenario', TOLD);
    while (noted(run.notes).length < 2) await sleep(10);
    run.child.kill('SIGKILL');
    assert.equal(await run.ended(), null);
  });
});
