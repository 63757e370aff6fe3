import assert from 'node:assert/strict';
import { closeSync, readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import type { HostMemory } from '../../ports';
import { FileMemory } from './file-memory';
import { RunFolder } from './run-folder';

/** Memory below 0x4000 that reads as its address, and keeps what was written. */
class Rest implements HostMemory {
  readonly written: string[] = [];
  async read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    return address < 0x4000n ? new Uint8Array(length).fill(Number(address >> 8n)) : undefined;
  }
  async write(address: bigint, bytes: Uint8Array): Promise<boolean> {
    this.written.push(`${address.toString(16)}: ${bytes.join(' ')}`);
    return address < 0x4000n;
  }
}

describe('host memory that is partly a file', () => {
  const folder = RunFolder.create();
  after(() => folder.remove());
  const path = folder.unique('guest-ram', '-4096');
  const file = folder.file(path, 0x2000n);
  after(() => closeSync(file));
  const rest = new Rest();
  const memory = new FileMemory(rest);
  memory.back(
    [
      { address: 0x3000n, length: 0x1000n },
      { address: 0x1000n, length: 0x1000n },
    ],
    file,
    0n,
  );

  it('is the file where a run is backed by it, in the order of the runs', async () => {
    assert.equal(await memory.write(0x1ffen, Uint8Array.of(1, 2)), true);
    assert.equal(await memory.write(0x3000n, Uint8Array.of(3)), true);
    const content = readFileSync(path);
    assert.deepEqual([content[0x1ffe], content[0x1fff], content[0]], [1, 2, 3]);
    assert.deepEqual(rest.written, []);
  });

  it('is other memory elsewhere, also in the midst of an access', async () => {
    assert.deepEqual(await memory.read(0x1ffen, 4), Uint8Array.of(1, 2, 0x20, 0x20));
    assert.equal(await memory.write(0x1fffn, Uint8Array.of(9, 8)), true);
    assert.deepEqual(rest.written, ['2000: 8']);
  });

  it('is the file of the newest VM where two were given the same memory, and the older one around it', async () => {
    const newer = folder.unique('guest-ram', '-4096');
    const newerFile = folder.file(newer, 0x1000n);
    try {
      memory.back([{ address: 0x1800n, length: 0x1000n }], newerFile, 0n);
      assert.equal(await memory.write(0x17ffn, Uint8Array.of(5, 6)), true);
      assert.equal(await memory.write(0x27ffn, Uint8Array.of(7)), true);
      const [old, content] = [readFileSync(path), readFileSync(newer)];
      assert.deepEqual([old[0x17ff], old[0x1800], content[0], content[0xfff]], [5, 0, 6, 7]);
      memory.back([{ address: 0x1c00n, length: 0x100n }], file, 0x100n);
      assert.deepEqual(await memory.write(0x1d00n, Uint8Array.of(8)), true);
      assert.equal(readFileSync(newer)[0x500], 8);
    } finally {
      closeSync(newerFile);
    }
  });

  it('is the newest file under each of many runs, and the older ones between them', async () => {
    const [older, newer] = [folder.unique('guest-ram', '-4096'), folder.unique('guest-ram', '-4096')];
    const [olderFile, newerFile] = [folder.file(older, 0x1000n), folder.file(newer, 0x1000n)];
    try {
      const scattered = new FileMemory(rest);
      const every = (step: bigint, length: bigint) =>
        Array.from({ length: 16 }, (_, n) => ({ address: BigInt(n) * step, length })).reverse();
      scattered.back(every(0x100n, 0x100n), olderFile, 0n);
      scattered.back(every(0x80n, 0x40n), newerFile, 0n);
      assert.equal(await scattered.write(0n, new Uint8Array(0x800).fill(1)), true);
      const count = (file: string) => readFileSync(file).reduce((sum, byte) => sum + byte, 0);
      assert.deepEqual([count(older), count(newer)], [0x400, 0x400]);
      // The last run comes first in the file.
      assert.deepEqual([readFileSync(newer)[0x3ff], readFileSync(newer)[0x400]], [1, 0]);
    } finally {
      closeSync(olderFile);
      closeSync(newerFile);
    }
  });

  it('does not answer where neither does', async () => {
    assert.equal(await memory.read(0x3fffn, 2), undefined);
    assert.equal(await memory.write(0x4000n, Uint8Array.of(1)), false);
  });
});
