import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPlaceholder } from './placeholder';

describe('a text that is still to be written', () => {
  it('is empty, a stand-in, or what a new entry has', () => {
    const unwritten = [
      ...['', ' ', '\u00a0\u200b', '-', '—', '...', '…', '?', '???', '#', '://'],
      ...['TODO', 'todo: find out', 'TODO(me) look', '(tbd)', 'FIXME', 'XXX', 'To be determined.', 'fill in', 'ＴＯＤＯ'],
      ...['n/a', 'N/A', 'none', 'None.', 'unknown', 'failed', '<reason>', '[link]', '${URL}', '<why it deviates>'],
      ...['not examined yet', 'Not examined yet: reads 1', 'none yet'],
    ];
    for (const text of unwritten) assert.ok(isPlaceholder(text), JSON.stringify(text));
  });

  it('is not one that says something, whatever word it begins with or holds', () => {
    const written = [
      ...['silicon', 'QEMU 11.1 forgets the queue: TODO upstream', 'none of the slots is freed', 'unknown IDs are taken', 'reads 1'],
      ...[
        'no reason to trap: the host page is mapped',
        'bug 12',
        '#12',
        'docs/findings-qemu.md#1-an-enable',
        'https://example.org/1',
        'LP-77',
      ],
      ...['[PATCH v5 03/17] cover letter', 'to be removed with VFIO legacy mode'],
    ];
    for (const text of written) assert.ok(!isPlaceholder(text), text);
  });
});
