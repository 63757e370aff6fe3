import assert from 'node:assert/strict';
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
    for (const command of ['node a.js', './adapter', 'qemu-adapter', 'python3 a.py'])
      assert.deepEqual(parseAddress(command, BUILT_IN), { kind: 'command', command });
  });

  it('is not named by anything else', () => {
    for (const wrong of ['', '  ', 'unix:', 'tcp:', 'tcp:host', 'tcp::1', 'tcp:host:0', 'tcp:host:65536', 'tcp:host:x', 'tcp:::1:5'])
      assert.throws(() => parseAddress(wrong, BUILT_IN), WrongUse, wrong);
  });
});
