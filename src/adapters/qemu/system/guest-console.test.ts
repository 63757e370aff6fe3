import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { beforeEach, describe, it } from 'node:test';
import { GuestConsole } from './guest-console';

/** What a guest is in these tests: it says what it is told to, and keeps what it hears. */
class Guest extends Duplex {
  readonly heard: string[] = [];

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.heard.push(chunk.toString());
    done();
  }
}

describe('the console of a guest', () => {
  let guest: Guest;
  let terminal: GuestConsole;

  beforeEach(() => {
    guest = new Guest();
    terminal = new GuestConsole(guest, 60_000);
  });

  it('tells when a kernel is up, even in a line that firmware began', async () => {
    const ready = terminal.ready();
    guest.push('UEFI firmware\r\n\x1b[2J\x1b[001;001H@@ ready 7.2.13\r\n');
    await ready;
    assert.equal(terminal.release, '7.2.13');
  });

  it('has the guest do an act, and tells what it said up to its answer', async () => {
    const answer = terminal.act('map 0 1 1');
    guest.push('one\ntw');
    guest.push('o\n@@ done\n');
    assert.deepEqual(await answer, { done: true, said: ['one', 'two'] });
    assert.deepEqual(guest.heard, ['map 0 1 1\n']);
  });

  it('tells an act that failed', async () => {
    const answer = terminal.act('load');
    guest.push('insmod: no such file\n@@ failed 1\n');
    assert.deepEqual(await answer, { done: false, said: ['insmod: no such file'] });
  });

  it('takes an act after which another kernel runs for done when that is up, and not before', async () => {
    const answer = terminal.act('reboot');
    guest.push('@@ ready 7.2.13\n');
    assert.equal((await answer).done, true);
    const load = terminal.act('load');
    guest.push('@@ ready 7.2.13\n@@ done\n');
    assert.equal((await load).done, true);
  });

  it('is settled before an act is done', async () => {
    let settled = false;
    terminal.onAnswer = async () => {
      settled = true;
    };
    const answer = terminal.act('load');
    guest.push('@@ done\n');
    await answer;
    assert.ok(settled);
  });

  it('says last what the guest said where that ends', async () => {
    const answer = terminal.act('load');
    guest.push('Kernel panic\n');
    await new Promise((resolve) => setImmediate(resolve));
    terminal.fail(new Error('QEMU ended'));
    await assert.rejects(answer, /QEMU ended; the last that it said:\nKernel panic/);
    await assert.rejects(terminal.act('load'), /QEMU ended/);
  });

  it('takes an act that has no answer in time for failed, and no other act after it', async () => {
    const impatient = new GuestConsole(guest, 1);
    const { done, said } = await impatient.act('map 0 1 1');
    assert.equal(done, false);
    assert.match(said.at(-1) ?? '', /no answer/);
    await assert.rejects(impatient.act('log'), /still told to map 0 1 1/);
    await assert.rejects(new GuestConsole(guest, 1).ready(), /does not start/);
  });
});
