import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Edit, Fault } from '../../faults/fault';
import { variantSources } from './variant-source';

const faulty = (first: Edit, ...others: readonly Edit[]): Fault => ({
  id: 'some-fault',
  title: 'Something is wrong',
  source: 'somewhere',
  about: ['T-01'],
  edits: [first, ...others],
});
const read = (module: string) => `const here = '${module}'; one(); two(); two();`;

describe('variantSources', () => {
  it('applies edits of a module one after another, text with $ as it is', () => {
    const first = { module: 'device/x', from: 'one();', to: "three('$&');" };
    const sources = variantSources(faulty(first, { module: 'device/x', from: "three('$&');", to: 'four();' }), read);
    assert.deepEqual([...sources], [['device/x', "const here = 'device/x'; four(); two(); two();"]]);
  });

  it('says which fault no longer applies if the text is not there, or is there twice', () => {
    for (const from of ['five();', 'two();'])
      assert.throws(
        () => variantSources(faulty({ module: 'device/x', from, to: '' }), read),
        /some-fault no longer applies: reference\/device\/x\.ts/,
      );
  });
});
