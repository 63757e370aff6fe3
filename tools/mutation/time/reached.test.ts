import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { MEMORY } from './change';
import { Memory } from './memory';
import { compiled } from './modules';
import { parsed } from './mutants';
import { instrumented, placeAt } from './reached';

const SOURCE = `export function use(n: number): number[] {
  const twice = [1, 2].map((x) => x * n);
  if (n > 1) return twice;
  else if (n > 0) twice.push(9);
  for (const x of twice) twice[0] = x;
  switch (n) {
    case 0:
      return [];
    default:
      return twice;
  }
}`;

describe('instrumented', () => {
  it('does what the source does, and counts how often each statement and arrow function is reached', () => {
    const { places, text } = instrumented(parsed('x.ts', SOURCE), 0);
    const memory = new Memory();
    memory.hits = new Uint16Array(places.length);
    const exports: { use?: (n: number) => number[] } = {};
    runInNewContext(compiled('x.ts', text), { exports, [MEMORY]: memory });
    assert.deepEqual([...(exports.use?.(1) ?? [])], [9, 2, 9]);
    const hitsAt = (piece: string) => memory.hits[placeAt(places, SOURCE.indexOf(piece)) ?? -1];
    assert.equal(hitsAt('const twice'), 1);
    assert.equal(hitsAt('x * n'), 2);
    assert.equal(hitsAt('return twice;\n  else'), 0);
    assert.equal(hitsAt('twice.push'), 1);
    assert.equal(hitsAt('twice[0] = x'), 3);
    assert.equal(hitsAt('return []'), 0);
    assert.equal(hitsAt('return twice;\n  }'), 1);
  });

  it('numbers places from the first one on, and knows of none outside of functions', () => {
    const { places, text } = instrumented(parsed('x.ts', 'const a = 1; function f() { return a; }'), 40);
    assert.match(text, /hit\(40\); return a;/);
    assert.equal(placeAt(places, 0), undefined);
  });
});
