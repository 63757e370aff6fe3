import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Words } from './words';

describe('words of a block', () => {
  it('are 0 until they are written, and there are no others', () => {
    const words = new Words(300);
    words.set(299, 0xffff_ffff);
    assert.deepEqual([words.get(0), words.get(298), words.get(299), words.get(300)], [0, 0, 0xffff_ffff, undefined]);
    assert.throws(() => words.set(600, 1), RangeError);
  });

  it('are copied: what one of both writes then, the other does not have', () => {
    const one = new Words(300);
    one.set(1, 1);
    const other = one.copy();
    one.set(2, 2);
    other.set(3, 3);
    const third = other.copy();
    other.set(1, 4);
    const all = (words: Words) => [1, 2, 3].map((at) => words.get(at));
    assert.deepEqual([one, other, third].map(all), [
      [1, 2, 0],
      [4, 0, 3],
      [1, 0, 3],
    ]);
  });
});
