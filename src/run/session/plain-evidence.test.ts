import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainEvidence } from './plain-evidence';

test('of too many operations the last are kept, and it is still known which steps did them', () => {
  const operations = Array.from({ length: 2_100 }, (_, n) => `${n}`);
  const sections = [
    { step: 0, from: 0, count: 50 },
    { step: 1, from: 50, count: 1_000 },
    { step: 3, from: 1_050, count: 1_050 },
  ];
  const kept = plainEvidence({ expected: [], actual: [], operations, sections });
  assert.equal(kept.operations[0], '(100 more lines left out)');
  assert.deepEqual(kept.sections, [
    { step: 1, from: 1, count: 950 },
    { step: 3, from: 951, count: 1_050 },
  ]);
  assert.equal(kept.operations[951], '1050');
});
