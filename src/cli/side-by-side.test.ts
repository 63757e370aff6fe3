import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isReport, type Report } from '../report/report';
import { jobsFor } from './jobs';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-side-by-side-'));
const main = join(__dirname, 'main.js');
after(() => rmSync(directory, { recursive: true }));

function start(out: string, ...flags: readonly string[]) {
  const child = spawn(process.execPath, [main, 'run', '--out', out, ...flags]);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.resume();
  const ended = once(child, 'close').then(([code]) => ({ code: Number(code), stdout }));
  return { child, ended };
}

function reportIn(out: string): Report {
  const report: unknown = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  assert.ok(isReport(report));
  return report;
}

/** What does not depend on how long anything took, or on how the run was asked for. */
function timeless({ environment: _environment, scenarios, ...rest }: Report): unknown {
  return { ...rest, scenarios: scenarios.map(({ durationMs: _durationMs, ...scenario }) => scenario) };
}

describe('a run in several processes', () => {
  it('finds what one process finds, and leaves the same reports', async () => {
    const [alone, shared] = ['alone', 'shared'].map((name) => join(directory, name));
    const flags = ['--clause', 'EVT-0{5,6,7},MMIO-11'];
    const [one, two] = await Promise.all([
      start(alone ?? '', ...flags, '--jobs', '1').ended,
      start(shared ?? '', ...flags, '--jobs', '2', '--format', 'progress').ended,
    ]);
    assert.deepEqual([one.code, two.code], [0, 0]);
    assert.deepEqual(timeless(reportIn(shared ?? '')), timeless(reportIn(alone ?? '')));
    assert.deepEqual(readdirSync(shared ?? '').sort(), readdirSync(alone ?? '').sort());
    const count = reportIn(alone ?? '').scenarios.length;
    assert.match(two.stdout, new RegExp(` ${count}/${count}\n`));
    assert.match(reportIn(shared ?? '').environment.command, /--jobs 2/);
    const messages = readFileSync(join(shared ?? '', 'messages.ndjson'), 'utf8')
      .trimEnd()
      .split('\n');
    const started = messages.filter((line) => 'testCaseStarted' in JSON.parse(line));
    assert.equal(started.length, count);
  });

  it('runs no more than the shard that was asked for, or than what failed before', async () => {
    const out = join(directory, 'part');
    const flags = ['--clause', 'EVT-0*', '--format', 'quiet'];
    const ids = () => reportIn(out).scenarios.map(({ id }) => id);
    assert.equal((await start(out, ...flags, '--shard', '2/2').ended).code, 0);
    const alone = ids();
    assert.equal((await start(out, ...flags, '--shard', '2/2', '--jobs', '2').ended).code, 0);
    assert.deepEqual(ids(), alone);
    assert.deepEqual(reportIn(out).shard, { index: 2, count: 2 });
    const report = reportIn(out);
    const failed = report.scenarios.slice(3, 6).map(({ id }) => id);
    const scenarios = report.scenarios.map((scenario) =>
      failed.includes(scenario.id) ? { ...scenario, verdict: 'couldNotRun', reason: 'x' } : scenario,
    );
    writeFileSync(join(out, 'report.json'), JSON.stringify({ ...report, scenarios }));
    assert.equal((await start(out, ...flags, '--rerun-failed', out, '--jobs', '2').ended).code, 0);
    assert.deepEqual(ids(), failed);
  });

  // Windows has no signals to send.
  it('is incomplete if it is interrupted, and leaves nothing running', {
    skip: process.platform === 'win32' ? 'not on Windows' : false,
  }, async () => {
    const out = join(directory, 'interrupted');
    const { child, ended } = start(out, '--layer', 'device', '--jobs', '2', '--format', 'progress');
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const { code } = await ended;
    assert.equal(code, 3);
    const { complete, totals, verdict } = reportIn(out);
    assert.deepEqual([complete, verdict], [false, 'incomplete']);
    assert.ok(totals.passed > 0 && totals.couldNotRun > 0, JSON.stringify(totals));
    assert.deepEqual(
      readdirSync(out).filter((name) => name.startsWith('.part')),
      [],
    );
  });

  it('is told of as incomplete until it ends, even if it is killed', {
    skip: process.platform === 'win32' ? 'not on Windows' : false,
  }, async () => {
    const out = join(directory, 'killed');
    const { child, ended } = start(out, '--layer', 'device', '--jobs', '2', '--format', 'progress');
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await ended;
    assert.deepEqual([reportIn(out).verdict, reportIn(out).complete], ['incomplete', false]);
    // Its parts notice, and end.
    for (let tries = 0; tries < 100 && runningOn(out).length > 0; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(runningOn(out), []);
  });
});

/** Processes whose command line names the directory; where it cannot be told, none. */
function runningOn(out: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(out);
    } catch {
      return false;
    }
  });
}

describe('the number of processes', () => {
  it('is what was asked for, but for processes without a scenario', () => {
    assert.equal(jobsFor(3000, 3), 3);
    assert.equal(jobsFor(2, 3), 2);
    assert.equal(jobsFor(0, 3), 1);
    assert.equal(jobsFor(3000), 1);
  });
});
