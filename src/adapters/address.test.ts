import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { WrongUse } from '../specification/wrong-use';
import { parseAddress } from './address';
import type { BuiltInAdapter } from './built-in';

const board: BuiltInAdapter = { name: 'board', flags: [], open: () => Promise.reject(new Error('there is none')) };
const BUILT_IN = [board];

describe('an adapter', () => {
  it('is named by a socket, a module or a command', () => {
    assert.deepEqual(parseAddress('unix:/run/a b.sock', BUILT_IN), { kind: 'socket', socket: { path: '/run/a b.sock' } });
    assert.deepEqual(parseAddress('tcp:board.local:4000', BUILT_IN), { kind: 'socket', socket: { host: 'board.local', port: 4000 } });
    assert.deepEqual(parseAddress('tcp:[::1]:65535', BUILT_IN), { kind: 'socket', socket: { host: '::1', port: 65535 } });
    for (const path of ['./a.js', '/x/a.mjs', 'a.cts']) assert.deepEqual(parseAddress(path, BUILT_IN), { kind: 'module', path });
    assert.deepEqual(parseAddress('board', BUILT_IN), { kind: 'builtIn', adapter: board });
    assert.deepEqual(parseAddress('board', []), { kind: 'command', command: 'board' });
    for (const command of ['node a.js', 'qemu-adapter', 'python3 a.py'])
      assert.deepEqual(parseAddress(command, BUILT_IN), { kind: 'command', command });
  });

  it('is the file of that name, also where a shell would take it for more', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cmdqv address '));
    try {
      for (const name of ['my adapter', 'a;b', 'plain']) {
        writeFileSync(join(folder, name), '');
        assert.deepEqual(parseAddress(`./${name}`, BUILT_IN, folder), { kind: 'program', path: join(folder, name) });
      }
      writeFileSync(join(folder, 'a module.mjs'), '');
      assert.deepEqual(parseAddress('a module.mjs', BUILT_IN, folder), { kind: 'module', path: 'a module.mjs' });
      assert.deepEqual(parseAddress('./plain --fast', BUILT_IN, folder), { kind: 'command', command: './plain --fast' });
      for (const missing of ['./nothere', '/not/here', '../nothere'])
        assert.throws(() => parseAddress(missing, BUILT_IN, folder), /there is no file/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is not named by anything else', () => {
    for (const wrong of ['', '  ', 'unix:', 'tcp:', 'tcp:host', 'tcp::1', 'tcp:host:0', 'tcp:host:65536', 'tcp:host:x', 'tcp:::1:5'])
      assert.throws(() => parseAddress(wrong, BUILT_IN), WrongUse, wrong);
  });
});
