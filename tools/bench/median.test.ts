import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { median } from './median';

describe('the median', () => {
  it('is the middle one, or the mean of the middle two', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([9, 1, 5, 7]), 6);
  });

  it('needs a number', () => {
    assert.throws(() => median([]), RangeError);
  });
});
