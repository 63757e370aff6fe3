import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const main = join(__dirname, 'main.js');
const complete = (...words: string[]) =>
  spawnSync(process.execPath, [main, 'completion', '--words', '--', ...words], { encoding: 'utf8' })
    .stdout.split('\n')
    .slice(0, -1);

describe('completion', () => {
  it('knows commands, flags and their values, and what the suite names', () => {
    assert.deepEqual(complete('export', '--format', ''), ['c', 'rust', 'json', 'csv']);
    assert.deepEqual(complete('export', '--what', 'registers,c'), ['registers,commands', 'registers,clauses']);
    assert.deepEqual(complete('ex'), ['explain', 'explore', 'expect', 'export']);
    assert.deepEqual(complete('adapter', ''), ['check', 'init']);
    assert.deepEqual(complete('run', '--rer'), ['--rerun-failed']);
    assert.deepEqual(complete('run', '--format', 'qu'), ['quiet']);
    assert.deepEqual(complete('run', '--clause', 'ALLOC-0').slice(0, 2), ['ALLOC-01', 'ALLOC-02']);
    assert.deepEqual(complete('run', '--layer', 'device,ke'), ['device,kernel']);
    assert.deepEqual(complete('run', '--adapter', ''), ['qemu', 'linux']);
    assert.deepEqual(complete('explain', 'RD').slice(0, 2), ['RD', 'RD-01']);
    assert.deepEqual(complete('run', '--out', 'x', '--bai'), ['--bail']);
    assert.deepEqual(complete('nothing'), []);
  });

  it('writes what a shell reads', () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { status, stdout } = spawnSync(process.execPath, [main, 'completion', shell], { encoding: 'utf8' });
      assert.equal(status, 0);
      assert.match(stdout, /cmdqv-conformance completion --words --/);
    }
  });

  it('works in bash', { skip: spawnSync('bash', ['--version']).status === 0 ? false : 'there is no bash' }, () => {
    const script = `
      cmdqv-conformance() { "${process.execPath}" "${main}" "$@"; }
      eval "$(cmdqv-conformance completion bash)"
      COMP_WORDS=(cmdqv-conformance run --format pr); COMP_CWORD=3
      _cmdqv_conformance; printf '%s\\n' "\${COMPREPLY[@]}"`;
    assert.equal(spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout, 'pretty\nprogress\n');
  });
});
