import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { NEWEST_RELEASE, RELEASES } from '../reference/kernel/release';
import { type Implementation, type RunResult, reference, referenceAt, run, WrongUse } from './index';
import { loadSuite } from './specification/suite';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-library-'));
after(() => rmSync(directory, { recursive: true }));

/** Starts no VM. */
const broken: Implementation = {
  name: 'broken',
  version: '1.0',
  device: { start: () => Promise.reject(new Error('no VM')) },
};
const clauses = ['RD-01'];

/** File of a module that is the reference by another name. */
function moduleNamed(name: string): string {
  const file = join(directory, `${name}.js`);
  const path = join(__dirname, '..', 'reference');
  writeFileSync(file, `module.exports = { ...require(${JSON.stringify(path)}).reference, name: ${JSON.stringify(name)} };`);
  return file;
}

describe('the library', () => {
  it('judges the reference, an implementation or an adapter, a part of the suite at a time', async () => {
    const all = await run({ clauses });
    const parts = await Promise.resolve([await run({ clauses: ['RD-*'], shard: '1/2' }), await run({ clauses: ['RD-*'], shard: '2/2' })]);
    assert.equal(all.verdict, 'conformant');
    assert.equal((await run({ clauses: ['RD-*'] })).scenarios.length, parts.flatMap(({ scenarios }) => scenarios).length);
    const { implementation, verdict } = await run({ clauses, adapter: moduleNamed('mine'), timeout: 5000, restarts: 0 });
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

  it('judges a layer by the revision that it names, unless another is asked for', async () => {
    const { kernel } = referenceAt({ kernel: 'linux-next' });
    const implementation: Implementation = { name: 'newer', version: '1', kernel, revisions: { kernel: 'linux-next' } };
    const judged = await run({ clauses: ['UAPI-INV-19', 'UAPI-INV-05'], implementation });
    assert.deepEqual([judged.verdict, judged.clauses.map(({ clause }) => clause.id)], ['conformant', ['UAPI-INV-19']]);
    assert.deepEqual([judged.suite.revisions?.kernel?.because, judged.suite.revisions?.device?.because], ['implementation', 'released']);
    const asked = await run({ clauses: ['UAPI-INV-19', 'UAPI-INV-05'], implementation, spec: 'linux-7.2' });
    assert.deepEqual([asked.verdict, asked.suite.revisions?.kernel?.because], ['notConformant', 'asked']);
    const unheard = { ...implementation, revisions: { kernel: 'linux-0.1' } };
    await assert.rejects(
      run({ clauses, implementation: unheard }),
      (error) => error instanceof WrongUse && /"linux-0\.1"/.test(error.message),
    );
  });

  it('has a reference of each revision of the kernel, by default of the newest released', async () => {
    const { revisions } = loadSuite().catalogue;
    assert.deepEqual(
      revisions.filter(({ layer }) => layer === 'kernel').map(({ id }) => id),
      [...RELEASES],
    );
    assert.equal((await run({ clauses: ['UAPI-INV-05'] })).suite.revisions?.kernel?.id, NEWEST_RELEASE);
    for (const spec of RELEASES) assert.equal((await run({ clauses: ['UAPI-INV-*'], spec })).verdict, 'conformant', spec);
  });

  it('shares an adapter between processes, whole or a shard of it', async () => {
    const asked = { clauses: ['EVT-0*'], adapter: moduleNamed('shared') };
    const ids = ({ scenarios }: RunResult) => scenarios.map(({ scenario }) => scenario.id);
    const [alone, shared] = [await run({ ...asked, shard: '2/2' }), await run({ ...asked, shard: '2/2', jobs: 2 })];
    assert.deepEqual([ids(shared), shared.shard, shared.verdict], [ids(alone), { index: 2, count: 2 }, 'conformant']);
    assert.ok(ids(alone).length < ids(await run(asked)).length);
  });

  it('resolves that an adapter which does not start could not run, and says so in its reports', async () => {
    const out = join(directory, 'not-started');
    await run({ clauses, out });
    const dies = join(directory, 'dies.js');
    writeFileSync(dies, 'process.exit(7)');
    const result = await run({ clauses, out, adapter: `"${process.execPath}" "${dies}"` });
    assert.equal(result.verdict, 'couldNotRun');
    assert.match(result.reason ?? '', /exit code 7/);
    assert.match(readFileSync(join(out, 'report.json'), 'utf8'), /"verdict": "couldNotRun"/);
  });

  it('rejects what cannot be meant', async () => {
    for (const wrong of [
      { adapter: '' },
      { adapter: './nothere' },
      { adapter: 'qemu', implementation: broken },
      { implementation: broken, jobs: 2 },
      { clauses: ['NO-01'] },
      { shard: '3/2' },
      { choices: new Map([['--qemu', ['x']]]) },
      { expect: join(directory, 'missing.json') },
    ])
      await assert.rejects(run(wrong), WrongUse, JSON.stringify(wrong));
  });
});
