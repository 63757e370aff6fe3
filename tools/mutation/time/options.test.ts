import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readArguments } from './options';

describe('readArguments', () => {
  it('tries both kinds of mutants unless one is asked for', () => {
    assert.deepEqual(readArguments([]), { time: { every: 1, afresh: false }, stryker: [], quick: false });
    assert.deepEqual(readArguments(['--mutate', 'x.ts']), { time: undefined, stryker: ['--mutate', 'x.ts'], quick: false });
    assert.deepEqual(readArguments(['--quick', '--force']), { time: undefined, stryker: ['--force'], quick: true });
    assert.deepEqual(readArguments(['--time', '--only', 'kernel/', '--every', '10', '--most', '200', '--jobs', '3', '--fresh']), {
      time: { only: 'kernel/', every: 10, most: 200, jobs: 3, afresh: true },
      stryker: undefined,
      quick: false,
    });
  });

  it('refuses what --time does not know', () => {
    assert.throws(() => readArguments(['--time', '--force']), /--time knows no --force/);
    assert.throws(() => readArguments(['--time', '--quick']), /--time knows no --quick/);
    assert.throws(() => readArguments(['--time', '--every', '0']), /--every takes a positive number, not 0/);
  });
});
