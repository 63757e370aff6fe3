import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareVersions } from './versions';

describe('versions of packages', () => {
  const ASCENDING = [
    '7.2~rc3-1~exp1',
    '7.2-1',
    '7.2.6-1~bpo13+1',
    '7.2.6-1',
    '7.2.13-1~bpo13+1',
    '7.2.13-1',
    '7.2.13-1+b1',
    '7.3.4-1',
    '1:1.0-1',
  ];

  for (const [i, older] of ASCENDING.entries()) {
    it(`${older} is itself, and older than what comes after it`, () => {
      assert.equal(compareVersions(older, older), 0);
      for (const newer of ASCENDING.slice(i + 1)) {
        assert.ok(compareVersions(older, newer) < 0, newer);
        assert.ok(compareVersions(newer, older) > 0, newer);
      }
    });
  }
});
