import assert from 'node:assert/strict';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { AdapterFault } from '../../run/faults';
import { placeFor, RunFolder, writeWhole } from './run-folder';

const parent = mkdtempSync(join(tmpdir(), 'cmdqv-folder-'));
after(() => rmSync(parent, { recursive: true, force: true }));

describe('the folder of a run', { skip: process.platform === 'linux' ? false : 'QEMU is tested on Linux' }, () => {
  it('has its files until it is removed', () => {
    const folder = RunFolder.create(parent);
    const path = folder.unique('ram');
    const file = folder.file(path, 16n);
    writeWhole(file, Uint8Array.of(1, 2, 3), 4);
    assert.deepEqual([...readFileSync(path)], [0, 0, 0, 0, 1, 2, 3, ...Array(9).fill(0)]);
    closeSync(file);
    closeSync(folder.nameless(Uint8Array.of(7)));
    assert.equal(readdirSync(folder.path).length, 1);
    folder.remove();
    assert.equal(existsSync(folder.path), false);
  });

  it('that cannot be is no fault of the implementation', () => {
    assert.throws(() => RunFolder.create(join(parent, 'missing')), refusal(/cannot be kept in .*missing.*ENOENT/));
    const folder = RunFolder.create(parent);
    folder.remove();
    assert.throws(() => folder.file(folder.unique('ram'), 16n), refusal(/cannot be kept in/));
  });

  it('is in memory where there is room, unless the user says where', () => {
    assert.equal(placeFor(parent, { path: '/dev', room: 0 }), parent);
    assert.equal(placeFor(undefined, { path: parent, room: 0 }), parent);
    assert.equal(placeFor('', { path: parent, room: Number.MAX_SAFE_INTEGER }), tmpdir());
    assert.equal(placeFor(undefined, { path: join(parent, 'missing'), room: 0 }), tmpdir());
  });

  it('that is full is no fault of the implementation', () => {
    const full = openSync('/dev/full', 'r+');
    assert.throws(() => writeWhole(full, Uint8Array.of(1), 0), refusal(/ENOSPC/));
    closeSync(full);
  });
});

function refusal(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof AdapterFault && pattern.test(error.message);
}
