import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainLine, plainLines, plainText } from './plain-text';

describe('text from an implementation', () => {
  it('keeps words, lines and letters of every language', () => {
    for (const text of ['reads 1, not 2', 'two\n\tlines', 'größer ≥ 5 €', '中文 😀 𝒳', '<b>&amp;`*|'])
      assert.equal(plainText(text, 100), text);
  });

  it('loses what acts on a terminal, hides, or turns the reading round', () => {
    assert.equal(plainText('\u001b[2J\u001b[1;1H\u001b[32m✔ Conformant\u001b[0m', 100), '✔ Conformant');
    assert.equal(plainText('\u001b]8;;http://x\u0007link\u001b]8;;\u0007', 100), 'link');
    assert.equal(plainText('a\rb\r\nc', 100), 'a\nb\nc');
    for (const [name, character] of Object.entries({
      bell: '\u0007',
      backspace: '\b',
      'one-byte CSI': '\u009d',
      'right to left': '\u202e',
      isolate: '\u2066',
      'zero width': '\u200b',
      'byte order mark': '\ufeff',
      'line separator': '\u2028',
      tag: '\u{e0041}',
      'private use': '\ue000',
      'half a pair': '\ud800',
    }))
      assert.equal(plainText(`a${character}b`, 100), 'a\ufffdb', name);
  });

  it('is bounded, and says so', () => {
    assert.equal(plainText('x'.repeat(11), 10), `${'x'.repeat(10)}… (11 characters)`);
    assert.equal(plainText('x'.repeat(10), 10), 'x'.repeat(10));
    assert.equal(plainText(`${'x'.repeat(9)}😀y`, 10), `${'x'.repeat(9)}… (12 characters)`);
    assert.equal(plainText('\u001b[0m'.repeat(11), 10), '… (44 characters)', 'what was cut off may have said something');
    assert.ok(plainText('x'.repeat(20_000_000), 100).length < 130);
  });

  it('as a name is one line, and never nothing', () => {
    assert.equal(plainLine(' mine\n✔ Conformant:\tall ', 100), 'mine ✔ Conformant: all');
    for (const nothing of ['', ' \n ', '\u001b[0m']) assert.equal(plainLine(nothing, 100), '(empty)');
  });

  it('as lines is the end of them', () => {
    assert.deepEqual(plainLines(['a', 'b', 'c\u0007'], 2, 10), ['(1 more lines left out)', 'b', 'c\ufffd']);
    assert.deepEqual(plainLines(['a', 'b'], 2, 10), ['a', 'b']);
  });
});
