import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inFixedOrder, layerOfModule, nameOf, sampled } from './sample';

const MUTANTS = Array.from({ length: 40 }, (_, n) => ({ id: `mutant ${n}` }));

describe('sampled', () => {
  it('takes the same ones whatever comes or goes beside them', async () => {
    const all = inFixedOrder(MUTANTS);
    assert.deepEqual(inFixedOrder([...MUTANTS].reverse()), all);
    const [gone, ...rest] = all;
    assert.deepEqual(inFixedOrder(MUTANTS.filter((mutant) => mutant !== gone)), rest);
    assert.notDeepEqual(all, MUTANTS);
  });

  it('passes over what is of no use, counts it by why, and judges no more than it needs', async () => {
    let judged = 0;
    const { leftOut, taken } = await sampled(MUTANTS, 10, async (some) => {
      judged += some.length;
      return ({ id }) => (Number(id.slice('mutant '.length)) % 4 === 0 ? 'idle' : undefined);
    });
    assert.equal(taken.length, 10);
    assert.equal(leftOut.get('idle'), judged - 10);
    assert.ok(judged < MUTANTS.length);
    assert.deepEqual(
      taken,
      inFixedOrder(MUTANTS)
        .filter(({ id }) => Number(id.slice('mutant '.length)) % 4 !== 0)
        .slice(0, 10),
    );
  });

  it('ends where there are no more', async () => {
    const { taken } = await sampled(MUTANTS, 100, async () => () => undefined);
    assert.equal(taken.length, MUTANTS.length);
  });
});

describe('what a mutant is called', () => {
  const text = { file: 'kernel/vintf.ts', line: 'a();', original: 'a();', replacement: 'acts only the first time' };

  it('is its module, line and fault', () => {
    assert.equal(nameOf({ line: 12, text }), 'kernel/vintf.ts:12 acts only the first time');
  });

  it('tells the layer; memory is seen through the device', () => {
    assert.equal(layerOfModule(text.file), 'kernel');
    assert.equal(layerOfModule('memory/host.ts'), 'device');
  });
});
