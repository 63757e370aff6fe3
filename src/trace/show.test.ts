import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PACKAGE_ROOT } from '../package';
import { type Drawing, PENS } from './drawing';
import { showFile } from './show-file';

const KEXEC = join(PACKAGE_ROOT, 'src', 'trace', 'samples', 'kexec.trace');

async function shown(drawing: Drawing, most?: number): Promise<readonly string[]> {
  const lines: string[] = [];
  const { fault } = await showFile(KEXEC, PENS[drawing], {
    print: (line) => lines.push(line),
    pause: () => Promise.resolve(),
    ...(most === undefined ? {} : { most }),
  });
  assert.equal(fault, undefined);
  return lines;
}

describe('a trace that is shown', () => {
  it('tells an access before what the VMM does for it', async () => {
    const lines = await shown('words');
    const write = lines.findIndex((line) => line.includes('write CMDQV_CONFIG = 0x20082'));
    const next = lines.findIndex((line, index) => index > write && line.includes('DESTROY id='));
    assert.ok(write >= 0 && next === lines.findIndex((line) => line.includes('DESTROY id=')));
    assert.match(lines[next] ?? '', /VMM → kernel {7,}DESTROY id=0xc -> OK$/);
    assert.ok(lines.some((line) => line.endsWith('DESTROY id=0xa -> refused (-1)')));
  });

  it('is a sequence diagram of Mermaid', async () => {
    const [first, ...others] = await shown('mermaid');
    assert.equal(first, 'sequenceDiagram');
    const messages = others.filter((line) => !line.startsWith('  participant '));
    assert.equal(others.length - messages.length, 5);
    for (const line of messages)
      assert.match(line, /^ {2}(?:guest|VMM|kernel|hardware|SMMU)->>(?:guest|VMM|kernel|hardware|SMMU): [^;#<>]+ \(line \d+\)$/);
  });

  it('is a diagram of text, with an arrow between two lifelines for each message', async () => {
    const [names, , ...messages] = await shown('diagram', 20);
    assert.match(names ?? '', /^guest +VMM +kernel +hardware +SMMU$/);
    assert.equal(messages.length, 21);
    for (const line of messages.slice(0, -1)) assert.match(line, /─+▶|●/);
    assert.match(messages.at(-1) ?? '', /\d+ more are left out$/);
  });
});
