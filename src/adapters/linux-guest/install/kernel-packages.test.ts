import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseIndex } from '../../debian/package-index';
import { guestKernels } from './kernel-packages';

type Listed = readonly [name: string, version: string];

const kernel = (release: string, version: string): Listed[] => [
  [`linux-binary-${release}-arm64`, version],
  [`linux-headers-${release}-arm64`, version],
  [`linux-headers-${release}-common`, version],
];

const indexOf = (...packages: readonly Listed[]) =>
  parseIndex(
    packages.map(([name, version]) => `Package: ${name}\nVersion: ${version}\nFilename: pool/${name}.deb\nSHA256: sum`).join('\n\n'),
  );

const INDEX = indexOf(
  ...kernel('7.2.12+deb14', '7.2.12-1'),
  ...kernel('7.2.13+deb14', '7.2.13-1'),
  ...kernel('7.3.4+deb13', '7.3.4-1~bpo13+1'),
  ...kernel('7.4', '7.4~rc2-1~exp1'),
  ...kernel('6.12.1', '6.12.1-1'),
  ['linux-binary-7.2.13+deb14-arm64-16k', '7.2.13-1'],
  ['linux-source-7.2', '7.2.13-1'],
  ['linux-source-7.3', '7.3.4-1~bpo13+1'],
  ['linux-source-7.4', '7.4~rc2-1~exp1'],
  ['linux-source-6.12', '6.12.1-1'],
);

describe('kernels of a guest in an archive', () => {
  it('are those with headers and sources of the same version, that of the specification first', () => {
    assert.deepEqual(
      guestKernels(INDEX).map(({ release }) => release),
      ['7.2.13+deb14-arm64', '7.3.4+deb13-arm64'],
    );
  });

  for (const [release, version] of [
    ['7.3', '7.3.4-1~bpo13+1'],
    ['7.2.13', '7.2.13-1'],
    ['7.2.12', undefined],
    ['7.4', undefined],
  ] as const) {
    it(`are ${version ?? 'not there'} where ${release} is asked for`, () => {
      assert.equal(guestKernels(INDEX, release)[0]?.version, version);
    });
  }

  it('have the programs of their build by name', () => {
    assert.equal(guestKernels(INDEX)[0]?.programs, 'linux-kbuild-7.2.13+deb14');
  });

  it('are not there where a part is missing', () => {
    assert.deepEqual(guestKernels(indexOf(...kernel('7.2.13+deb14', '7.2.13-1'))), []);
    assert.deepEqual(guestKernels(indexOf(...kernel('7.2.13+deb14', '7.2.13-1').slice(0, 2), ['linux-source-7.2', '7.2.13-1'])), []);
  });
});
