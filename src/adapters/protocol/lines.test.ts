import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_LINE } from './channel';
import { LineSplitter } from './line-splitter';
import { Tail } from './tail';

function split(...chunks: readonly (Buffer | string)[]): { readonly lines: string[]; readonly unfit: string[] } {
  const lines: string[] = [];
  const unfit: string[] = [];
  const splitter = new LineSplitter(
    (line) => lines.push(line),
    (why) => unfit.push(why),
  );
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  return { lines, unfit };
}

describe('lines', () => {
  it('are cut whatever the chunks are', () => {
    const bytes = Buffer.from('{"é": "€"}\r\n\nsecond\nrest');
    for (let size = 1; size <= bytes.length; size += 1) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
      assert.deepEqual(split(...chunks), { lines: ['{"é": "€"}', 'second'], unfit: [] });
    }
  });

  it('are bounded, and nothing comes after one that is too long', () => {
    const half = 'x'.repeat(MAX_LINE / 2);
    assert.equal(split(half, half, '\n').lines[0]?.length, MAX_LINE);
    for (const chunks of [[half, half, 'x', half, half, 'x', '\nnext\n'], [half, `${half}x\nnext\n`], [`${half}${half}x\nnext\n`]]) {
      const { lines, unfit } = split(...chunks);
      assert.deepEqual([lines.length, unfit], [0, ['a line that is too long']]);
    }
  });
});

describe('a line that is not UTF-8', () => {
  it('is said to be so, and nothing comes after it', () => {
    const latin1 = Buffer.from('{"é": 1}\n', 'latin1');
    assert.deepEqual(split('first\n', latin1, 'last\n'), { lines: ['first'], unfit: ['a line that is not UTF-8'] });
    const half = Buffer.from('€').subarray(0, 2);
    assert.deepEqual(split(half, '\nlast\n').unfit, ['a line that is not UTF-8']);
  });
});

describe('a tail', () => {
  it('is the end of what was said, fit to print', () => {
    const tail = new Tail();
    for (let n = 0; n < 2000; n += 1) tail.push(Buffer.from(`line ${n}\r\n`));
    const [first, second] = [Buffer.from('€').subarray(0, 1), Buffer.from('€').subarray(1)];
    for (const chunk of [first, second, Buffer.from('\u001b[1mbold \u0007\u001b[0m')]) tail.push(chunk);
    assert.ok(tail.text.length <= 4096);
    assert.ok(tail.text.endsWith('line 1999\n€bold \ufffd'), tail.text.slice(-40));
  });

  it('says if it is not UTF-8, which a character that was cut by the end is not', () => {
    const tail = new Tail();
    tail.push(Buffer.from('€'.repeat(3000)));
    tail.push(Buffer.from('x€').subarray(0, 3));
    assert.match(tail.text, /^€+x$/);
    tail.push(Buffer.from('né\n', 'latin1'));
    assert.match(tail.text, /n\ufffd\n\n\(some of this is not UTF-8\)$/);
  });
});
