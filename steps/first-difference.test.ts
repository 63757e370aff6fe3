import assert from 'node:assert/strict';
import { test } from 'node:test';
import { few } from './few';
import { firstDifference } from './first-difference';

test('of two lists it is told where they part, and what is there', () => {
  assert.equal(firstDifference(['a', 'b'], ['a', 'c']), 'number 2 is c, not b');
  assert.equal(firstDifference(['a', 'b'], ['a']), 'there is no number 2, which should be b');
  assert.equal(firstDifference([], ['a']), 'number 1 is a, where no more was expected');
});

test('of many lines a message has the first ones and how many there are more', () => {
  assert.equal(few(['a', 'b']), 'a; b');
  assert.equal(few(['a', 'b', 'c', 'd', 'e']), 'a; b; c; and 2 more');
  assert.equal(few([]), 'nothing');
});
