import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { WrongUse } from '../specification/wrong-use';
import { DirectoryLock } from './directory-lock';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-lock-'));
const file = join(directory, '.lock');
after(() => rmSync(directory, { recursive: true }));

const STARTED = '2026-01-02T03:04:05.678Z';
const refusedFor = (reason: RegExp) =>
  assert.throws(
    () => DirectoryLock.take(directory),
    (error) => error instanceof WrongUse && reason.test(error.message),
  );
/** The number of a process that has ended. */
const gone = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('a directory that a run writes to', () => {
  it("is no other run's, until it has ended", () => {
    const lock = DirectoryLock.take(directory);
    refusedFor(new RegExp(`a run writes there, process ${process.pid} since \\d{4}-`));
    assert.deepEqual(readdirSync(directory), ['.lock']);
    lock.release();
    assert.deepEqual(readdirSync(directory), []);
    DirectoryLock.take(directory).release();
  });

  it('is taken over from a process that is gone, and from what is no lock', () => {
    const numbersComeAgain = { pid: process.pid, startedAt: STARTED, host: hostname(), birth: '1' };
    const left = [{ pid: gone(), startedAt: STARTED, host: hostname() }, {}, { pid: -1, startedAt: STARTED, host: hostname() }, 'torn'];
    for (const holder of process.platform === 'linux' ? [...left, numbersComeAgain] : left) {
      writeFileSync(file, JSON.stringify(holder));
      const lock = DirectoryLock.take(directory);
      assert.equal(JSON.parse(readFileSync(file, 'utf8')).pid, process.pid);
      lock.release();
    }
    writeFileSync(file, '');
    DirectoryLock.take(directory).release();
    assert.deepEqual(readdirSync(directory), []);
  });

  it('stays with a process of another machine, which cannot be looked at', () => {
    writeFileSync(file, JSON.stringify({ pid: gone(), startedAt: STARTED, host: 'elsewhere.example' }));
    refusedFor(/process \d+ since 2026-01-02T03:04:05\.678Z on another machine; if it is gone, remove "/);
    rmSync(file);
  });
});
