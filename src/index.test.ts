import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Implementation, reference, run, WrongUse } from './index';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-library-'));
after(() => rmSync(directory, { recursive: true }));

/** Starts no VM. */
const broken: Implementation = {
  name: 'broken',
  version: '1.0',
  device: { start: () => Promise.reject(new Error('no VM')) },
};
const clauses = ['RD-01'];

describe('the library', () => {
  it('judges the reference, an implementation or an adapter, a part of the suite at a time', async () => {
    const all = await run({ clauses });
    const parts = await Promise.resolve([await run({ clauses: ['RD-*'], shard: '1/2' }), await run({ clauses: ['RD-*'], shard: '2/2' })]);
    assert.equal(all.verdict, 'conformant');
    assert.equal((await run({ clauses: ['RD-*'] })).scenarios.length, parts.flatMap(({ scenarios }) => scenarios).length);
    const file = join(directory, 'module.js');
    writeFileSync(file, `module.exports = { ...require(${JSON.stringify(join(__dirname, '..', 'reference'))}).reference, name: 'mine' };`);
    const { implementation, verdict } = await run({ clauses, adapter: file, timeout: 5000, restarts: 0 });
    assert.deepEqual([implementation.name, verdict], ['mine', 'conformant']);
  });

  it('ends at the first failure, and holds a run against known deviations', async () => {
    const bailed = await run({ clauses, implementation: broken, bail: true });
    assert.equal(bailed.verdict, 'notConformant');
    assert.equal(bailed.totals.failed, 1);
    const expect = join(directory, 'expect.json');
    const passing = { ...broken, device: reference.device };
    writeFileSync(expect, JSON.stringify({ deviations: [{ id: 'RD-01', reason: 'it starts no VM', link: '#1' }] }));
    assert.equal((await run({ clauses, implementation: passing, expect })).verdict, 'notConformant');
    const out = join(directory, 'reports');
    const { totals } = await run({ clauses, implementation: broken, expect, out });
    assert.deepEqual([totals.failed, totals.knownDeviation > 0], [0, true]);
  });

  it('rejects what cannot be meant', async () => {
    for (const wrong of [
      { adapter: '' },
      { adapter: './nothere' },
      { adapter: 'qemu', implementation: broken },
      { clauses: ['NO-01'] },
      { shard: '3/2' },
      { choices: new Map([['--qemu', ['x']]]) },
      { expect: join(directory, 'missing.json') },
    ])
      await assert.rejects(run(wrong), WrongUse, JSON.stringify(wrong));
  });
});
