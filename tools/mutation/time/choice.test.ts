import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Choice } from './choice';

describe('Choice', () => {
  // Place 7 is reached by scenarios 0, 1 and 3, of which 1 reaches it most.
  const reach = [[[7, 1]], [[7, 5]], [[8, 9]], [[7, 2]]] as const;

  it('takes the scenarios that reach the place often enough, those first that do so most', () => {
    assert.deepEqual(new Choice(reach).scenarios(7, 1), [1, 3, 0]);
    assert.deepEqual(new Choice(reach).scenarios(7, 2), [1, 3]);
    assert.deepEqual(new Choice(reach).scenarios(99, 1), []);
  });

  it('takes all where nothing tells what is reached', () => {
    assert.deepEqual(new Choice(reach).scenarios(undefined, 2), [0, 1, 2, 3]);
  });

  it('begins with those that killed of late, if they reach the place', () => {
    const choice = new Choice(reach);
    choice.killed(0);
    choice.killed(2);
    choice.killed(3);
    assert.deepEqual(choice.scenarios(7, 1), [3, 0, 1]);
  });
});
