import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-export-command-'));
after(() => rmSync(directory, { recursive: true }));

function command(...words: string[]) {
  return spawnSync(process.execPath, [join(__dirname, 'main.js'), 'export', ...words], { encoding: 'utf8' });
}

describe('export', () => {
  it('writes the parts that were asked for, to a file or to standard output', () => {
    const printed = command('--format', 'json', '--what', 'commands');
    assert.equal(printed.status, 0, printed.stderr);
    assert.deepEqual(Object.keys(JSON.parse(printed.stdout)), ['schemaVersion', 'suite', 'commands']);
    const file = join(directory, 'new', 'cmdqv.json');
    const written = command('--format', 'json', '--what', 'commands', '--out', file);
    assert.deepEqual([written.status, written.stdout], [0, '']);
    assert.equal(readFileSync(file, 'utf8'), printed.stdout);
  });

  it('refuses what it cannot write', () => {
    for (const [words, problem] of [
      [['--format', 'csv'], /CSV is one table: give --what/],
      [['--format', 'csv', '--what', 'registers,uapi'], /CSV is one table/],
      [['--format', 'c', '--what', 'colours'], /no part "colours"; there are registers, commands, uapi, clauses/],
      [['--format', 'c', '--out', '/dev/null/x'], /cannot write to "\/dev\/null\/x"/],
      [['--format', 'ada'], /Allowed choices are c, rust, json, csv/],
    ] as const) {
      const { status, stderr } = command(...words);
      assert.equal(status, 2);
      assert.match(stderr, problem);
    }
  });
});
