import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Inapplicable } from '../../ports';
import { AdapterFault, ImplementationFault, ProtocolFault } from '../../run/faults';
import { type Channel, MAX_LINE } from './channel';
import { ChildChannel } from './child-channel';
import { LAYER_MESSAGES, MEMORY_MESSAGES, SESSION_MESSAGES } from './messages';
import { Peer } from './peer';
import { SocketChannel } from './socket-channel';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-peer-'));
after(() => rmSync(directory, { recursive: true }));

/** A channel whose other side is the test. */
class FakeChannel implements Channel {
  readonly sent: unknown[] = [];
  closed = 0;
  onLine: (line: string) => void = () => undefined;
  onEnd: (reason: string) => void = () => undefined;

  send(lines: string): void {
    for (const line of lines.split('\n')) this.sent.push(JSON.parse(line));
  }

  receive(onLine: (line: string) => void, onEnd: (reason: string) => void): void {
    this.onLine = onLine;
    this.onEnd = onEnd;
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }

  diagnostics(): string {
    return '';
  }
}

function connected(trusted = false) {
  const channel = new FakeChannel();
  const faults: Error[] = [];
  const peer = new Peer(channel, { timeout: 0, trusted, onFault: (fault) => faults.push(fault) });
  const reset = () => peer.ask('reset', SESSION_MESSAGES.reset, {});
  const say = (message: unknown) => channel.onLine(JSON.stringify(message));
  return { channel, faults, peer, reset, say };
}

const answer = (id: number, result: unknown = null) => ({ jsonrpc: '2.0', id, result });

describe('a peer', () => {
  it('takes answers in any order, alone or in a batch', async () => {
    const { reset, say } = connected();
    const [first, second, third] = [reset(), reset(), reset()];
    say([answer(3), answer(1)]);
    say(answer(2));
    await Promise.all([first, second, third]);
  });

  for (const [what, wrong, problem] of [
    ['is no message', 7, /no JSON-RPC message/],
    ['is of another version', { id: 1, result: null }, /without "jsonrpc"/],
    ['has neither result nor error', { jsonrpc: '2.0', id: 1 }, /neither result nor error/],
    ['is of another type', answer(1, 'done'), /does not fit its schema/],
    ['was never asked for', answer(9), /never made/],
    ['has no id', { jsonrpc: '2.0', result: null }, /never made/],
    [
      'refuses as an adapter',
      { jsonrpc: '2.0', id: 1, error: { code: -32601, message: 'what?' } },
      /refused reset: what\? \(code -32601\)/,
    ],
    ['refuses with nothing', { jsonrpc: '2.0', id: 1, error: null }, /refused reset: null/],
    ['asks for what is not offered', { jsonrpc: '2.0', id: 1, method: 'memory.read' }, /was not offered/],
  ] as const) {
    it(`ends the connection over an answer that ${what}`, async () => {
      const { channel, faults, reset, say } = connected();
      const asked = reset();
      say(wrong);
      const isFault = (error: unknown) => error instanceof ProtocolFault && problem.test(error.message);
      await assert.rejects(asked, isFault);
      await assert.rejects(reset(), isFault);
      assert.deepEqual([faults.length, channel.closed], [1, 1]);
    });
  }

  it('goes on after an error of the implementation', async () => {
    const { faults, reset, say } = connected();
    const asked = reset();
    say({ jsonrpc: '2.0', id: 1, error: { code: -32000, message: 'wedged' } });
    await assert.rejects(asked, ImplementationFault);
    const again = reset();
    say(answer(2));
    await again;
    assert.deepEqual(faults, []);
  });

  it('takes it, and says it, that a thing cannot be built, of what is to be built alone', async () => {
    const { channel, faults, peer, say } = connected();
    peer.allowDeclining();
    const vm = { name: 'VM', cmdqv: 'on', ram: [] } as const;
    const started = peer.ask('device.start', LAYER_MESSAGES['device.start'], { vm });
    say({ jsonrpc: '2.0', id: 1, error: { code: -32001, message: 'no such VM' } });
    await assert.rejects(started, (error) => error instanceof Inapplicable && error.message === 'device.start: no such VM');
    assert.deepEqual(faults, []);

    const decline = () => Promise.reject(new Inapplicable('not this one'));
    peer.serve('device.start', LAYER_MESSAGES['device.start'], decline);
    peer.serve('reset', SESSION_MESSAGES.reset, decline);
    say({ jsonrpc: '2.0', id: 'a', method: 'device.start', params: { vm } });
    say({ jsonrpc: '2.0', id: 'b', method: 'reset', params: {} });
    await new Promise((resolve) => setImmediate(resolve));
    const errors = channel.sent.slice(-2).map((sent) => (typeof sent === 'object' && sent !== null && 'error' in sent ? sent.error : sent));
    assert.deepEqual(errors, [
      { code: -32001, message: 'not this one' },
      { code: -32000, message: 'not this one' },
    ]);

    const reset = peer.ask('reset', SESSION_MESSAGES.reset, {});
    say({ jsonrpc: '2.0', id: 2, error: { code: -32001, message: 'no such VM' } });
    await assert.rejects(reset, /^ProtocolFault: the adapter refused reset/);
  });

  it('fails what waits when the other side ends, and keeps the first fault', async () => {
    const { channel, faults, peer, reset } = connected();
    const asked = reset();
    channel.onEnd('gone');
    channel.onEnd('gone again');
    await assert.rejects(asked, (error) => error instanceof AdapterFault && error.message === 'gone');
    await assert.rejects(peer.refuse('too late'), /^AdapterFault: gone$/);
    assert.equal(faults.length, 1);
  });

  it('has limits to what waits for it and to what comes without an answer, but not for the suite', async () => {
    const flooded = async (messages: number, handler: () => Promise<void>, trusted = false) => {
      const { faults, peer, say } = connected(trusted);
      peer.serve('reset', SESSION_MESSAGES.reset, handler);
      for (let n = 1; n <= messages; n += 1) {
        say({ jsonrpc: '2.0', method: 'reset', params: {} });
        if (n % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      return String(faults);
    };
    const [never, atOnce] = [() => new Promise<void>(() => undefined), () => Promise.resolve()];
    assert.match(await flooded(5000, never), /^AdapterFault: the adapter floods: more than 4096 /);
    assert.match(await flooded(40_000, atOnce), /^AdapterFault: the adapter floods: it sent 32768 /);
    assert.equal(await flooded(40_000, atOnce, true), '');
  });

  it('sends no line that is too long, whatever was asked for', async () => {
    const { channel, faults, peer, say } = connected();
    peer.serve('memory.read', MEMORY_MESSAGES['memory.read'], () => Promise.resolve({ bytes: new Uint8Array(MAX_LINE / 2) }));
    say({ jsonrpc: '2.0', id: 1, method: 'memory.read', params: { address: '0x0', length: MAX_LINE / 2 } });
    await new Promise((resolve) => setImmediate(resolve));
    assert.match(String(faults), /^ProtocolFault: a message would be longer/);
    assert.deepEqual(channel.sent, []);
  });

  it('reads an answer that came in time though this process was held up', async () => {
    const path = process.platform === 'win32' ? `\\\\.\\pipe\\cmdqv-${process.pid}` : join(directory, 'socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    const accepted = once(server, 'connection');
    const peer = new Peer(new SocketChannel({ path }), { timeout: 20, onFault: () => undefined });
    const [socket]: Socket[] = await accepted;
    assert.ok(socket);
    const asked = peer.ask('reset', SESSION_MESSAGES.reset, {});
    socket.write(`${JSON.stringify(answer(1))}\n`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    await asked;
    await peer.close();
    server.close();
  });
});

describe('a child that does not read', () => {
  const started = (script: string) => {
    // Without a shell between the two that would hold its input open.
    const channel = new ChildChannel(`${process.platform === 'win32' ? '' : 'exec '}"${process.execPath}" -e "${script}"`, process.cwd());
    const end = new Promise<string>((resolve) => channel.receive(() => undefined, resolve));
    return { channel, end };
  };

  it('is given up before it fills the memory', async () => {
    const { channel, end } = started('setInterval(() => {}, 1000)');
    for (let n = 0; n < 5; n += 1) channel.send('x'.repeat(MAX_LINE));
    assert.equal(await end, 'the adapter does not read what it is sent');
    await channel.close();
  });

  it('as it closed its input is given up at once', { skip: process.platform === 'win32' ? 'not on Windows' : false }, async () => {
    const { channel, end } = started("require('fs').closeSync(0); setInterval(() => {}, 1000)");
    const again = setInterval(() => channel.send('hello'), 10);
    assert.equal(await end, 'the adapter closed its input');
    clearInterval(again);
    await channel.close();
  });
});
