import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { select } from './selection';
import { parseShard, shardOf } from './shard';
import { loadSuite } from './suite';
import { WrongUse } from './wrong-use';

const { catalogue, plan } = loadSuite();
const whole = select(plan, catalogue);

describe('a shard', () => {
  for (const count of [1, 2, 3, 7]) {
    const parts = Array.from({ length: count }, (_, position) => shardOf(whole, { index: position + 1, count }));

    it(`of ${count} shares no scenario with another, and together they are all`, () => {
      const ids = parts.flatMap(({ scenarios }) => scenarios.map(({ id }) => id));
      assert.equal(new Set(ids).size, ids.length);
      assert.deepEqual(ids.sort(), whole.scenarios.map(({ id }) => id).sort());
      const clauses = new Set(parts.flatMap((part) => part.clauses.map(({ id }) => id)));
      assert.deepEqual([...clauses].sort(), whole.clauses.map(({ id }) => id).sort());
    });

    it(`of ${count} is the same each time, about as large as the others, and holds whole clauses`, () => {
      const again = parts.map((_, position) => shardOf(whole, { index: position + 1, count }));
      assert.deepEqual(again, parts);
      const homes = new Map<string | undefined, number>();
      for (const [position, { scenarios }] of parts.entries()) {
        for (const { clauses } of scenarios) {
          assert.equal(homes.get(clauses[0]) ?? position, position);
          homes.set(clauses[0], position);
        }
      }
      const sizes = parts.map(({ scenarios }) => scenarios.length);
      assert.ok(Math.max(...sizes) <= 1.2 * Math.min(...sizes), String(sizes));
    });
  }

  it('may be empty', () => {
    const one = { ...whole, scenarios: whole.scenarios.slice(0, 1) };
    assert.deepEqual(shardOf(one, { index: 2, count: 2 }).scenarios, []);
  });

  it('is written i/n, counted from 1', () => {
    assert.deepEqual(parseShard('2/5'), { index: 2, count: 5 });
    for (const wrong of ['', '2', '0/5', '6/5', '1/0', '-1/2', '1/2/3', 'a/b', '1.5/2'])
      assert.throws(() => parseShard(wrong), WrongUse, wrong);
  });
});
