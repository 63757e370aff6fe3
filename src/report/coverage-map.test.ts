import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Coverage, coverageOf, type PointCoverage } from '../evidence/coverage/coverage';
import { FunctionalCoverage } from '../evidence/coverage/functional-coverage';
import { coverageMap } from './coverage-map';

const NOTHING = new FunctionalCoverage().soFar();

function observed(change: (point: PointCoverage) => Partial<PointCoverage> = () => ({})): Coverage {
  return coverageOf(NOTHING.points.map((point) => ({ ...point, observed: true, missed: [], ...change(point) })));
}

const count = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].length;

describe('the map of coverage', () => {
  it('has a place for each bin of the points that it draws', () => {
    const bins = new FunctionalCoverage().bins;
    const html = coverageMap(observed());
    assert.equal(count(html, /<svg/g), 11);
    assert.doesNotMatch(html, />✘ \w/);
    assert.equal(count(html, /class="(?:missed|partly)"/g), 0);
    const refusals = (slots: readonly number[]) =>
      coverageMap(
        observed((point) => (point.id === 'guest-transitions' ? { missed: slots.map((slot) => `refused on BASE (vCMDQ ${slot})`) } : {})),
      );
    assert.equal(count(refusals([0, 1]), />✘ BASE</g), 1);
    assert.doesNotMatch(refusals([1]), />✘ BASE</);
    for (const id of ['guest-registers', 'guest-triggers', 'guest-page0', 'guest-transitions', 'ioctl-statuses', 'commands'])
      for (const bin of (bins.get(id) ?? []).slice(0, 1)) {
        const missing = coverageMap(observed((point) => (point.id === id ? { missed: [bin] } : {})));
        assert.equal(count(missing, /class="(?:missed|partly)"/g), 1, `${id}: ${bin}`);
      }
  });

  it('marks all that was missed, and leaves out what was not observed', () => {
    assert.equal(coverageMap(NOTHING), '');
    const all = coverageMap(observed(({ id }) => ({ missed: NOTHING.points.find((point) => point.id === id)?.missed ?? [] })));
    assert.equal(count(all, /class="covered"/g), 0);
    assert.equal(count(all, /class="missed"/g), 10);
  });
});
