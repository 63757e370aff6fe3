import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { satisfies } from 'semver';
import { PACKAGE_ROOT } from './package';
import { runsOn } from './supported-node';

describe('the versions of Node that are supported', () => {
  it('are those of package.json', () => {
    const { engines } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
    const versions = [18, 19, 20, 21, 22, 23, 24, 25, 26, 30].flatMap((major) =>
      [0, 11, 12, 18, 19, 20].map((minor) => `${major}.${minor}.1`),
    );
    for (const version of versions) assert.equal(runsOn(version), satisfies(version, engines.node), version);
    assert.ok(!runsOn('18.20.8') && runsOn('20.19.0') && runsOn('22.12.0') && runsOn('26.10.0'));
  });
});
