import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Carried } from './carried';

class Count {
  times: number;

  constructor(times: number) {
    this.times = times;
  }

  copy(): Count {
    return new Count(this.times);
  }
}

describe('what a log carries on', () => {
  it('is as it was, and is no longer changed where it comes from', () => {
    const before = new Carried<Count>();
    before.add('VM A', new Count(1));
    const next = before.goOn().goOn();
    const found = next.get('VM A');
    assert.equal(found?.times, 1);
    if (found !== undefined) found.times = 2;
    assert.equal(next.get('VM A')?.times, 2);
    assert.equal(before.get('VM A')?.times, 1);
    assert.equal(next.get('VM B'), undefined);
  });

  it('has all that came before, whether it was asked for or not', () => {
    const before = new Carried<Count>();
    before.add('VM A', new Count(1));
    const between = before.goOn();
    between.add('VM B', new Count(2));
    const next = between.goOn();
    next.add('VM C', new Count(3));
    assert.deepEqual([...next.all.keys()].sort(), ['VM A', 'VM B', 'VM C']);
    assert.notEqual(next.all.get('VM A'), before.get('VM A'));
  });

  it('comes without what was taken out, and leaves that where it comes from', () => {
    const before = new Carried<Count>();
    before.add('VM A', new Count(1));
    before.add('VM B', new Count(2));
    const next = before.goOn();
    next.delete('VM A');
    assert.equal(next.get('VM A'), undefined);
    assert.equal(next.goOn().get('VM A'), undefined);
    assert.equal(next.get('VM B')?.times, 2);
    assert.equal(before.get('VM A')?.times, 1);
  });
});
