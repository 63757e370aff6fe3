import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scenarioTotals } from './suite-gate';

describe('the totals of a report', () => {
  it('count what could not run as failed, and the rest as neither', () => {
    const totals = { passed: 10, failed: 2, couldNotRun: 3, notApplicable: 4, notObservable: 5, knownDeviation: 6, unexpectedPass: 7 };
    assert.deepEqual(scenarioTotals({ verdict: 'notConformant', totals }), { verdict: 'notConformant', passed: 10, failed: 5, other: 22 });
  });

  it('are demanded', () => {
    assert.throws(() => scenarioTotals({ verdict: 'conformant' }), /no totals/);
  });
});
