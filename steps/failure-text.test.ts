import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureText } from './failure-text';

test('a failure is told with what was wanted, what was seen, and the last operations', () => {
  const operations = Array.from({ length: 14 }, (_, n) => `operation ${n}`);
  assert.deepEqual(
    failureText({ expected: ['a', 'b'], actual: ['c'], operations })
      .split('\n')
      .slice(0, 5),
    ['expected    a', '            b', 'actual      c', 'operations  (2 left out)', '            operation 2'],
  );
});

test('of a failure that is no expectation only what is known is told', () => {
  assert.equal(failureText({ expected: [], actual: [], operations: ['boot'] }), 'operations  boot');
});
