import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cpioArchive } from './cpio';

describe('an archive for the kernel', () => {
  it('has a header, a name and the content of each file, each on a multiple of four bytes, and a last entry', () => {
    const text = cpioArchive([
      { path: 'dev/console', mode: 0o020600, device: [5, 1] },
      { path: 'init', mode: 0o100755, content: Buffer.from('#!/bin/sh\n') },
    ]).toString('latin1');
    const headers = [...text.matchAll(/070701/g)].map(({ index }) => index);
    assert.equal(headers.length, 3);
    assert.ok(headers.every((at) => at % 4 === 0));
    const [console, init, last] = headers.map((at) => ({
      field: (number: number) => Number.parseInt(text.slice(at + 6 + 8 * number, at + 14 + 8 * number), 16),
      name: text.slice(at + 110, text.indexOf('\0', at + 110)),
      at,
    }));
    assert.deepEqual([console?.name, console?.field(1), console?.field(9), console?.field(10)], ['dev/console', 0o020600, 5, 1]);
    assert.deepEqual([init?.name, init?.field(1), init?.field(6), init?.field(11)], ['init', 0o100755, 10, 5]);
    assert.equal(text.slice((init?.at ?? 0) + 116, (init?.at ?? 0) + 126), '#!/bin/sh\n');
    assert.equal(last?.name, 'TRAILER!!!');
  });
});
