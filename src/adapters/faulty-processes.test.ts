import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type Ended, Proving } from './faulty/run-against';

const MEBIBYTE = 1024;

const proving = new Proving();
after(() => proving.remove());

function assertBrokeOnce({ code, reasons, starts, verdicts }: Ended, reason: RegExp): void {
  assert.match(reasons['second'] ?? '', reason);
  assert.deepEqual(verdicts, { first: 'passed', second: 'couldNotRun', third: 'passed' });
  assert.deepEqual([code, starts], [3, 2]);
}

/** Peak of this process's memory, in KiB. */
const peak = () => process.resourceUsage().maxRSS;

describe('an adapter that breaks', () => {
  it('by dying in a scenario leaves its last words there', async () => {
    const ended = await proving.run('dies-in-scenario');
    assertBrokeOnce(
      ended,
      /^the adapter ended with exit code 134\nThe adapter's standard error ends with:\nassertion failed: cmdqv->vintf$/,
    );
  });

  it('by closing its input is ended', async () => {
    // A shell between the two may hold the input open; then it is the silence that tells.
    const ended = await proving.run('closes-input', { timeout: 400 });
    assertBrokeOnce(ended, /^the adapter (closed its input|did not answer guest\.read within 400 ms)$/);
  });

  it('at every restart is not started for ever', async () => {
    const { code, reasons, starts, verdicts } = await proving.run('dies-at-every-restart', {
      scenarios: ['second', 'first', 'third', 'alarm'],
      restarts: 1,
    });
    // In the order of the features: the first one passes before it dies.
    assert.deepEqual(verdicts, { first: 'passed', second: 'couldNotRun', third: 'couldNotRun', alarm: 'couldNotRun' });
    assert.match(reasons['third'] ?? '', /^the adapter ended with exit code 1\n.*ends with:\nthe lock is still held$/);
    assert.match(
      reasons['alarm'] ?? '',
      /^the adapter broke 2 times and is not started again; the last time: the adapter ended with exit code 1/,
    );
    assert.deepEqual([code, starts], [3, 2]);
  });

  it('and is another one afterwards has no part in the run any more', async () => {
    const { code, reasons, starts, verdicts } = await proving.run('changes-identity', {
      scenarios: ['first', 'second', 'third', 'alarm'],
      restarts: 1,
    });
    assert.deepEqual(verdicts, { first: 'passed', second: 'couldNotRun', third: 'couldNotRun', alarm: 'couldNotRun' });
    assert.match(reasons['third'] ?? '', /something else of itself after a restart: .*2\.0\.0.* before: .*1\.0\.0/);
    assert.match(reasons['alarm'] ?? '', /broke 2 times/);
    assert.deepEqual([code, starts], [3, 2]);
  });

  it('takes what it started with it', { skip: process.platform === 'win32' ? 'not on Windows' : false }, async () => {
    // Each start notes two processes; the run sees that they are gone.
    const { reasons, starts, verdicts } = await proving.run('leaks-child');
    assert.deepEqual(verdicts, { first: 'passed', second: 'couldNotRun', third: 'passed' });
    assert.match(reasons['second'] ?? '', /^the adapter ended with exit code 0$/);
    assert.equal(starts, 4);
  });
});

describe('an adapter that pours', () => {
  it('a line without end takes no memory', async () => {
    const before = peak();
    assertBrokeOnce(await proving.run('prints-endless-line'), /^the adapter sent a line that is too long$/);
    assert.ok(peak() - before < 200 * MEBIBYTE, `${peak() - before} KiB`);
  });

  it('notifications is stopped', async () => {
    assertBrokeOnce(await proving.run('floods-notifications'), /^the adapter floods: it sent \d+ messages and no answer$/);
  });

  it('requests is stopped', async () => {
    assertBrokeOnce(await proving.run('floods-requests'), /^the adapter floods: |^the adapter does not read what it is sent$/);
  });

  it('chatter on standard error has the last of it kept', async () => {
    const ended = await proving.run('chatters', { timeout: 400 });
    assertBrokeOnce(ended, /^the adapter did not answer guest\.read within 400 ms\n.*ends with:\n(.*\n)*still looking.*$/);
    assert.ok((ended.reasons['second'] ?? '').length < 5000);
  });
});
