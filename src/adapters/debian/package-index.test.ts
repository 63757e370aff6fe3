import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseIndex, withLibraries } from './package-index';

const stanza = (name: string, fields: readonly string[]) =>
  [`Package: ${name}`, 'Version: 1', `Filename: pool/${name}.deb`, `SHA256: ${name}-sum`, ...fields].join('\n');

const INDEX = parseIndex(
  [
    stanza('qemu', [
      'Depends: libc6 (>= 2.41), libone0 (>= 1) | libtwo0, qemu-data, libvirtual-1',
      'Description: a text',
      ' Depends: libnever0',
    ]),
    stanza('libc6', ['Depends: libgcc-s1']),
    stanza('libgcc-s1', ['Depends: libc6']),
    stanza('libone0', ['Pre-Depends: libdeep0:any']),
    stanza('libtwo0', []),
    stanza('libdeep0', []),
    stanza('libnever0', []),
    stanza('qemu-data', ['Depends: libnever0']),
    stanza('libreal1', ['Provides: libvirtual-1 (= 1), other']),
    'Package: unfinished\nVersion: 2',
  ].join('\n\n'),
);

describe('an archive index', () => {
  it('gives version, file and checksum of a package', () => {
    const { version, file, sha256 } = INDEX.get('libone0') ?? {};
    assert.deepEqual({ version, file, sha256 }, { version: '1', file: 'pool/libone0.deb', sha256: 'libone0-sum' });
    assert.equal(INDEX.has('unfinished'), false);
  });

  it('gives a package with the libraries that it needs, once each, the first of alternatives, and no other packages', () => {
    const names = withLibraries(INDEX, ['qemu']).map(({ name }) => name);
    assert.deepEqual(names.sort(), ['libc6', 'libdeep0', 'libgcc-s1', 'libone0', 'libreal1', 'qemu']);
  });
});
