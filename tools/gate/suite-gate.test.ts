import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Coverage, PointCoverage } from '../../src/evidence/coverage/coverage';
import { toReport } from '../../src/report/report';
import { totalsOf } from '../../src/run/fold';
import type { RunResult } from '../../src/run/outcome';
import { coverageGaps, scenarioTotals } from './suite-gate';

describe('the totals of a report', () => {
  it('count what could not run as failed, and the rest as neither', () => {
    const totals = { passed: 10, failed: 2, couldNotRun: 3, notApplicable: 4, notObservable: 5, knownDeviation: 6, unexpectedPass: 7 };
    assert.deepEqual(scenarioTotals({ verdict: 'notConformant', totals }), { verdict: 'notConformant', passed: 10, failed: 5, other: 22 });
  });

  it('are demanded', () => {
    assert.throws(() => scenarioTotals({ verdict: 'conformant' }), /no totals/);
  });
});

describe('the functional coverage of a report', () => {
  const whole: PointCoverage = {
    id: 'p',
    title: 'P',
    port: 'guest',
    observed: true,
    bins: 2,
    covered: 1,
    missed: [],
    unreachable: [{ reason: 'why', bins: ['b'] }],
    unexpected: [],
  };
  const report = (point: PointCoverage, coverage: Coverage = { points: [point], total: { bins: 2, covered: 1, unreachable: 1 } }) => {
    const result: RunResult = {
      suite: { name: 'suite', version: '1', spec: 'r' },
      implementation: { name: 'reference', version: '1', layers: [] },
      environment: { node: 'v1', platform: 'p', arch: 'a', startedAt: new Date(0).toISOString(), durationMs: 5, command: 'run' },
      verdict: 'conformant',
      complete: true,
      totals: totalsOf([]),
      clauses: [],
      scenarios: [],
      coverage,
    };
    return toReport(result);
  };

  it('has no gap if every reachable bin was exercised', () => {
    assert.deepEqual(coverageGaps(report(whole)), []);
  });

  it('has gaps that are named', () => {
    assert.deepEqual(coverageGaps(report({ ...whole, covered: 0, missed: ['a'] })), ['p: no scenario exercises "a"']);
    assert.match(coverageGaps(report({ ...whole, unexpected: ['b'] })).join(), /^p: "b" was exercised, although/);
    assert.deepEqual(coverageGaps(report({ ...whole, observed: false })), ['p: no operation crossed its port']);
  });

  it('is demanded', () => {
    const { coverage: _none, ...others } = report(whole);
    assert.throws(() => coverageGaps(others), /no functional coverage/);
  });
});
