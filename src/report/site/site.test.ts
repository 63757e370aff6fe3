import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { foldClauses, totalsOf } from '../../run/fold';
import type { Failure, RunResult, ScenarioOutcome } from '../../run/outcome';
import { monitoredIn } from '../../specification/monitored';
import { loadSuite } from '../../specification/suite';
import { ClaimedDirectory } from '../claimed-directory';
import { ReportDirectory } from '../report-directory';
import { siteOf } from './site';
import { filled } from './write-site';

const NASTY = '<b>"a" & \'b\'</b>';
const { catalogue, plan } = loadSuite();
const chosen = catalogue.clauses.filter(({ id }) => id === 'ALLOC-04' || id === 'ALLOC-06');
const own = plan.scenarios.filter(({ clauses }) => clauses[0] === 'ALLOC-04');
const [first, second, third, ...others] = own;
assert.ok(first !== undefined && second !== undefined && third !== undefined);

const failure: Failure = { message: NASTY, step: NASTY, expected: [], actual: [], operations: [], reproduce: NASTY };
const outcomes: readonly ScenarioOutcome[] = [
  { scenario: first, verdict: 'failed', durationMs: 1, failure },
  { scenario: monitoredIn(first, 'ALLOC-06'), verdict: 'failed', durationMs: 0, failure },
  { scenario: second, verdict: 'notApplicable', durationMs: 0, reason: NASTY },
  ...[third, ...others].map((scenario): ScenarioOutcome => ({ scenario, verdict: 'passed', durationMs: 7 })),
];
const result: RunResult = {
  suite: { name: 'suite', version: '1', spec: 'r' },
  implementation: { name: NASTY, version: '1', layers: ['device'] },
  environment: { node: 'v1', platform: 'p', arch: 'a', startedAt: new Date(0).toISOString(), durationMs: 5, command: 'c' },
  verdict: 'notConformant',
  complete: true,
  totals: totalsOf(outcomes),
  clauses: foldClauses(chosen, outcomes),
  scenarios: outcomes,
};

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-site-'));
after(() => rmSync(directory, { recursive: true }));

describe('the book beside a report', () => {
  const reports = new ReportDirectory(new ClaimedDirectory(directory), catalogue);
  reports.begin({ ...result, scenarios: [], clauses: foldClauses(chosen, []) });
  const before = existsSync(join(directory, 'book'));
  reports.finish(result);
  const read = (file: string) => readFileSync(join(directory, file), 'utf8');
  const page = read('book/chapters/ALLOC.html');

  it('comes with the verdicts, not before them', () => {
    assert.ok(!before);
    assert.doesNotMatch(page, /<!--/);
    assert.ok(existsSync(join(directory, 'book', 'book.css')));
    assert.equal(readdirSync(join(directory, 'book', 'chapters')).length, catalogue.chapters.length);
  });

  it('has the verdict of each clause beside its text, and leads to why it failed', () => {
    const clause = (id: string) => page.slice(page.indexOf(`id="${id}"`)).split('class="demand"')[0] ?? '';
    assert.match(
      clause('ALLOC-04'),
      /✘ failed<\/b> in <a href="\.\.\/\.\.\/index\.html">this run<\/a>: 1 failed, \d+ passed, 1 not applicable/,
    );
    assert.match(clause('ALLOC-05'), /Not chosen/);
    for (const id of ['ALLOC-04', 'ALLOC-06']) {
      const [, anchor] = /href="\.\.\/\.\.\/index\.html#([^"]+)"/.exec(clause(id)) ?? [];
      assert.ok(anchor !== undefined && read('index.html').includes(`id="${anchor}"`), id);
    }
  });

  it('has the verdict of each scenario at its address, and what an implementation says as text', () => {
    const at = (id: string) => page.slice(page.indexOf(`id="${id}"`)).split('</li>')[0] ?? '';
    assert.match(at(third.id), /✔ passed<\/b> in 7 ms/);
    assert.match(at(second.id), /not applicable<\/b>: &lt;b&gt;&quot;a&quot; &amp; 'b'&lt;\/b&gt;/);
  });

  it('is where index.html leads to', () => {
    const index = read('index.html');
    const links = [...index.matchAll(/href="(book\/[^"#]+)(?:#([^"]+))?"/g)];
    assert.ok(links.length > own.length);
    for (const [, file = '', anchor] of links)
      assert.ok(anchor === undefined ? existsSync(join(directory, file)) : read(file).includes(`id="${anchor}"`));
  });

  it('is not beside the report of a shard', () => {
    const path = join(directory, 'shard');
    new ReportDirectory(new ClaimedDirectory(path), catalogue).finish({ ...result, shard: { index: 1, count: 2 } });
    assert.ok(!existsSync(join(path, 'book')) && existsSync(join(path, 'index.html')));
  });

  it('is none of other features', () => {
    assert.ok(siteOf(result) !== undefined);
    const foreign = { ...first, id: 'ALLOC-04/of-another-suite' };
    assert.equal(siteOf({ ...result, scenarios: [{ scenario: foreign, verdict: 'passed', durationMs: 0 }] }), undefined);
  });

  it('gives every place what it is for', () => {
    assert.equal(
      filled('a<!--clause A-01-->b<!--scenario A-01/b-c--><!--other-->', (kind, id) => `[${kind} ${id}]`),
      'a[clause A-01]b[scenario A-01/b-c]<!--other-->',
    );
  });
});
