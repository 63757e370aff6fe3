import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coverageOf, mergeCoverage, type PointCoverage } from './coverage';

const UNREACHABLE = [{ reason: 'why', bins: ['d'] }];

/** A point with the bins a to d, d unreachable. */
function point(missed: readonly string[], changes: Partial<PointCoverage> = {}): PointCoverage {
  const covered = 3 - missed.length;
  return {
    id: 'p',
    title: 'P',
    port: 'guest',
    observed: true,
    bins: 4,
    covered,
    missed,
    unreachable: UNREACHABLE,
    unexpected: [],
    ...changes,
  };
}

describe('merged coverage', () => {
  const merged = (...points: readonly PointCoverage[]) => mergeCoverage(points.map((one) => coverageOf([one])));

  it('has covered what any part covered', () => {
    const { points, total } = merged(point(['a', 'b']), point(['b', 'c'])) ?? assert.fail();
    assert.deepEqual(points, [point(['b'])]);
    assert.deepEqual(total, { bins: 4, covered: 2, unreachable: 1 });
  });

  it('has observed what any part observed', () => {
    const unobserved = point(['a', 'b', 'c'], { observed: false });
    assert.deepEqual(merged(unobserved, point(['a']))?.points, [point(['a'])]);
    assert.deepEqual(merged(point(['a']), unobserved)?.points, [point(['a'])]);
    assert.deepEqual(merged(unobserved, unobserved)?.total, { bins: 0, covered: 0, unreachable: 0 });
  });

  it('keeps each contradiction of the table once', () => {
    const contradicting = point([], { unexpected: ['d'] });
    assert.deepEqual(merged(contradicting, point(['a']), contradicting)?.points, [contradicting]);
  });

  it('of no part is none', () => assert.equal(mergeCoverage([]), undefined));
});
