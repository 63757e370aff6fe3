import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { summaryNow } from './kept';
import { inBatches } from './options';
import type { Worth } from './worth';

const RESULTS: readonly Worth[] = [
  { layer: 'kernel', operations: 30, signature: 'c' },
  { layer: 'kernel', operations: 10, signature: 'a' },
  { layer: 'kernel', reason: 'a reason' },
  { layer: 'kernel', operations: 20, signature: 'b' },
  { layer: 'device', operations: 7, signature: 'd' },
];

describe('summaryNow', () => {
  it('counts by layer, with the budget that each was measured with last', () => {
    const before = { device: { budget: 500, examined: 1, caught: 1, median: 7 } };
    assert.deepEqual(summaryNow(RESULTS, new Set(['kernel']), 1000, before), {
      device: { budget: 500, examined: 1, caught: 1, median: 7 },
      kernel: { budget: 1000, examined: 4, caught: 3, median: 20 },
      hardware: { budget: 0, examined: 0, caught: 0, median: 0 },
    });
  });
});

describe('inBatches', () => {
  it('keeps together what the same programs are for, and no more than fit', () => {
    const numbers = Array.from({ length: 80 }, (_, n) => n);
    const batches = inBatches(numbers, (n) => String(n % 2));
    assert.deepEqual(
      batches.map(({ length }) => length),
      [32, 8, 32, 8],
    );
    assert.ok(batches.every(([first, ...rest]) => rest.every((n) => n % 2 === first % 2)));
    assert.deepEqual(
      batches.flat().sort((one, other) => one - other),
      numbers,
    );
  });
});
