import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Sampler } from './sample';

const scenario = (clause: string, number: number) => ({ clause, key: `${clause}/${number}` });
const all = [1, 2, 3].flatMap((number) => ['A-01', 'B-01', 'C-01'].map((clause) => scenario(clause, number)));
const keys = (chosen: readonly { readonly key: string }[]) => chosen.map(({ key }) => key);

describe('a sample of scenarios', () => {
  it('has one of each clause before a second of any', () => {
    const chosen = new Sampler(4).sample(all, 0);
    assert.deepEqual(keys(chosen), ['A-01/1', 'B-01/1', 'C-01/1', 'A-01/2']);
  });

  it('takes another scenario of a clause at another turn', () => {
    assert.deepEqual(keys(new Sampler(3).sample(all, 3)), ['A-01/1', 'B-01/1', 'C-01/1']);
    assert.deepEqual(keys(new Sampler(3).sample(all, 4)), ['B-01/2', 'C-01/2', 'A-01/2']);
  });

  it('takes other clauses at another turn, where it is too small for all', () => {
    assert.deepEqual(keys(new Sampler(1).sample(all, 2)), ['C-01/3']);
  });

  it('leaves room for clauses that have not killed', () => {
    const sampler = new Sampler(2);
    sampler.killed(scenario('B-01', 1));
    sampler.killed(scenario('C-01', 1));
    assert.deepEqual(keys(sampler.sample(all, 0)), ['C-01/1', 'A-01/1']);
  });

  it('begins with what killed last', () => {
    const sampler = new Sampler(3);
    sampler.killed(scenario('B-01', 2));
    sampler.killed(scenario('C-01', 3));
    assert.deepEqual(keys(sampler.sample(all, 0)), ['C-01/3', 'B-01/2', 'A-01/1']);
  });

  it('is all of them where there are no more', () => {
    assert.deepEqual(new Set(keys(new Sampler(20).sample(all, 1))), new Set(keys(all)));
    assert.deepEqual(new Sampler(20).sample([], 1), []);
  });
});
