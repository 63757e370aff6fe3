import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-compare-'));
const main = join(__dirname, 'main.js');
const out = join(directory, 'reports');
after(() => rmSync(directory, { recursive: true }));

function command(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('compare', () => {
  it('ends with 0 for a report and itself, and makes the folder of its page', () => {
    assert.equal(command('run', '--clause', 'EVT-06', '--format', 'quiet', '--out', out).status, 0);
    const page = join(directory, 'new', 'page.html');
    const { status, stdout } = command('compare', out, join(out, 'report.json'), '--html', page);
    assert.equal(status, 0);
    assert.match(stdout, /1 clause alike, 0 clauses different/);
    assert.match(readFileSync(page, 'utf8'), /Two reports compared/);
  });

  it('ends with 2 where the page cannot be written, or there is no report', () => {
    const under = command('compare', out, out, '--html', join(out, 'report.json', 'page.html'));
    assert.deepEqual([under.status, /cannot write to/.test(under.stderr)], [2, true], under.stderr);
    assert.equal(command('compare', out, join(directory, 'nothing')).status, 2);
  });
});
