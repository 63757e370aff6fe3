import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Gate, GateResult } from './gate';
import { passGates } from './pass-gates';

function gate(name: string, result: Partial<GateResult>, vital = false): Gate {
  return { name, vital, pass: () => Promise.resolve({ ok: true, passed: 0, failed: 0, note: '', output: `output of ${name}`, ...result }) };
}

async function printed(...gates: readonly Gate[]): Promise<{ readonly ok: boolean; readonly lines: string[] }> {
  const texts: string[] = [];
  const { ok } = await passGates(gates, (text) => texts.push(text));
  return { ok, lines: texts.join('\n').split('\n') };
}

describe('the gates', () => {
  it('print a line each and, last, the sum of what they counted', async () => {
    const { lines, ok } = await printed(gate('one', { passed: 3, note: '3 tests' }), gate('two', { passed: 4 }));
    assert.ok(ok);
    assert.match(lines[0] ?? '', /^✔ {2}one +\d+\.\d s {2}3 tests$/);
    assert.deepEqual(lines.slice(2), ['7 passed, 0 failed']);
  });

  it('show what a failing one printed, go on, and fail', async () => {
    const { lines, ok } = await printed(gate('one', { ok: false, passed: 1, failed: 2 }), gate('two', { passed: 4 }));
    assert.ok(!ok);
    assert.ok(lines.includes('    output of one'));
    assert.ok(!lines.some((line) => line.includes('output of two')));
    assert.equal(lines.at(-1), '5 passed, 2 failed');
  });

  it('count a failure of a gate that counts nothing', async () => {
    const { lines, ok } = await printed(gate('one', { ok: false }));
    assert.ok(!ok);
    assert.equal(lines.at(-1), '0 passed, 1 failed');
  });

  it('stop where nothing later can run', async () => {
    const { lines, ok } = await printed(gate('one', { ok: false }, true), gate('two', { passed: 4 }));
    assert.ok(!ok);
    assert.ok(lines.some((line) => /^–.*two.*not run, because one failed$/.test(line)));
    assert.equal(lines.at(-1), '0 passed, 1 failed');
  });

  it('fail where one could not run', async () => {
    const broken: Gate = { name: 'one', vital: false, pass: () => Promise.reject(new Error('no such tool')) };
    const { lines, ok } = await printed(broken);
    assert.ok(!ok);
    assert.ok(lines.some((line) => line.includes('no such tool')));
    assert.equal(lines.at(-1), '0 passed, 1 failed');
  });
});
