import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hex, type Program } from './program';
import { shrunk } from './shrink';

describe('a program that shows something', () => {
  const program: Program = {
    layer: 'hardware',
    ops: Array.from({ length: 40 }, (_, n) => ({ op: 'write' as const, at: 4 * n, width: 4 as const, value: hex(n + 7) })),
  };

  it('loses what does not matter, and has plainer values', async () => {
    const needs = [3, 17, 18];
    const smallest = await shrunk(program, async ({ ops }) => needs.every((n) => ops.some((op) => 'at' in op && op.at === 4 * n)), {
      attempts: 1000,
      ms: 10_000,
    });
    assert.deepEqual(
      smallest.ops.map((op) => ['at' in op ? op.at : -1, 'value' in op ? op.value : '']),
      needs.map((n) => [4 * n, '0x0']),
    );
  });

  it('stays as it is where nothing may be tried', async () => {
    assert.deepEqual(await shrunk(program, () => Promise.resolve(true), { attempts: 0, ms: 10_000 }), program);
  });
});
