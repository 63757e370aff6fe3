import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseIndex } from '../../debian/package-index';
import { kernelSources, newestOfReleases } from './source-package';

const INDEX = parseIndex(
  [
    ['linux-source-7.2', '7.2.6-1~bpo13+1'],
    ['linux-source-7.2', '7.2.12-1~bpo13+1'],
    ['linux-source-7.2', '7.2.9-1~bpo13+1'],
    ['linux-source-7.3', '7.3.4-1~bpo13+1'],
    ['linux-source-7.4', '7.4~rc2-1~exp1'],
    ['linux-source-6.12', '6.12.107-1'],
    ['linux-source', '9.9'],
  ]
    .map(([name, version]) => `Package: ${name}\nVersion: ${version}\nFilename: pool/${name}.deb\nSHA256: sum`)
    .join('\n\n'),
);

describe('kernel sources in an archive', () => {
  for (const [release, version] of [
    [undefined, '7.3.4-1~bpo13+1'],
    ['7', '7.3.4-1~bpo13+1'],
    ['7.2', '7.2.12-1~bpo13+1'],
    ['7.2.12', '7.2.12-1~bpo13+1'],
    ['7.2.1', undefined],
    ['7.4', undefined],
  ] as const) {
    it(`are ${version ?? 'not there'} where ${release ?? 'no release'} is asked for`, () => {
      assert.equal(newestOfReleases(kernelSources(INDEX, release), 1)[0]?.version, version);
    });
  }

  it('are not there where all that there is is older than the drivers', () => {
    assert.deepEqual(kernelSources(parseIndex('Package: linux-source-6.12\nVersion: 6.12.1-1\nFilename: f\nSHA256: s')), []);
  });

  it('are the newest of each release, where several releases are asked for', () => {
    const versions = (count: number) => newestOfReleases(kernelSources(INDEX), count).map(({ version }) => version);
    assert.deepEqual(versions(2), ['7.3.4-1~bpo13+1', '7.2.12-1~bpo13+1']);
    assert.deepEqual(versions(9), ['7.3.4-1~bpo13+1', '7.2.12-1~bpo13+1']);
  });
});
