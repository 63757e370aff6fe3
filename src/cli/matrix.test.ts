import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-matrix-'));
const main = join(__dirname, 'main.js');
const runs = join(directory, 'runs');
const report = (name: string) => join(runs, name, 'report.json');
after(() => rmSync(directory, { recursive: true }));

const command = (...words: readonly string[]) => spawnSync(process.execPath, [main, ...words], { encoding: 'utf8' });

/** A copy of a report, started on another day, in which some clauses came to something else. */
function altered(name: string, day: string, verdicts: Readonly<Record<string, string>>): void {
  mkdirSync(join(runs, name));
  const text = readFileSync(report('a-first'), 'utf8').replace(/"startedAt": "[^"]*"/, `"startedAt": "${day}T10:00:00.000Z"`);
  const json: { clauses: { id: string; verdict: string }[] } = JSON.parse(text);
  const clauses = json.clauses.map((clause) => ({ ...clause, verdict: verdicts[clause.id] ?? clause.verdict }));
  writeFileSync(report(name), JSON.stringify({ ...json, clauses }));
}

before(() => {
  const { status, stdout } = command('run', '--clause', 'EVT-0{5,6,7}', '--format', 'quiet', '--out', join(runs, 'a-first'));
  assert.equal(status, 0, stdout);
  altered('c-second', '2090-01-02', { 'EVT-05': 'failed' });
  altered('b-third', '2090-01-03', { 'EVT-05': 'failed', 'EVT-07': 'notObservable' });
});

describe('compare, of more than two reports', () => {
  it('shows the clauses that differ as a matrix, what changed last first', () => {
    const { status, stdout } = command('compare', report('a-first'), report('c-second'), report('b-third'));
    assert.equal(status, 1);
    const rows = stdout.split('\n').filter((line) => line.startsWith('EVT-'));
    assert.deepEqual(
      rows.map((row) => row.split(/ {2,}/).slice(0, 5)),
      [
        ['EVT-07', 'MUST', 'passed', 'passed', 'not observable'],
        ['EVT-05', 'SHOULD', 'passed', 'failed', 'failed'],
      ],
    );
    assert.match(stdout, /1 clause alike, 2 clauses different/);
  });

  it('ends with 0 where nothing differs, and takes no single report', () => {
    const same = report('a-first');
    assert.equal(command('compare', same, same, same).status, 0);
    const one = command('compare', same);
    assert.deepEqual([one.status, /at least two reports/.test(one.stderr)], [2, true], one.stderr);
  });

  it('writes a page that needs nothing from elsewhere', () => {
    const page = join(directory, 'matrix.html');
    assert.equal(command('compare', report('a-first'), report('c-second'), report('b-third'), '--html', page).status, 1);
    const html = readFileSync(page, 'utf8');
    assert.doesNotMatch(html, /(src|href)="(?!#)|@import|undefined|\[object/);
    assert.equal(html.match(/<tr><th scope="row"><code>EVT-0/g)?.length, 3);
    assert.match(html, /class="verdict changed v-failed">✘ failed/);
  });
});

describe('report history', () => {
  it('tells the reports of a folder in the order of their time, and what changed', () => {
    const page = join(directory, 'history.html');
    const { status, stdout } = command('report', 'history', runs, '--html', page);
    assert.equal(status, 0);
    assert.match(stdout, /^reference \(device, kernel, hardware\)\n/);
    assert.deepEqual(stdout.match(/2090-01-0\d/g), ['2090-01-02', '2090-01-03']);
    assert.match(
      stdout,
      /EVT-07 MUST [^\n]*\n {2}2 -> 3: passed -> not observable\n\nEVT-05 SHOULD [^\n]*\n {2}1 -> 2: passed -> failed\n/,
    );
    assert.equal(readFileSync(page, 'utf8').match(/<rect /g)?.length, 9);
  });

  it('keeps implementations apart', () => {
    const both = join(directory, 'both');
    cpSync(runs, both, { recursive: true });
    const other = join(both, 'a-first', 'report.json');
    writeFileSync(other, readFileSync(other, 'utf8').replace('"name": "reference"', '"name": "mine"'));
    const { stdout } = command('report', 'history', both);
    assert.match(stdout, /^mine \(/m);
    assert.match(stdout, /^reference \(/m);
    assert.doesNotMatch(stdout, /EVT-05/);
  });

  it('refuses a folder without reports', () => {
    const empty = join(directory, 'empty');
    mkdirSync(empty);
    assert.equal(command('report', 'history', empty).status, 2);
    assert.equal(command('report', 'history', join(directory, 'nothing')).status, 2);
  });
});
