import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { PACKAGE_ROOT } from '../package';
import { foldClauses, totalsOf } from '../run/fold';
import type { RunResult, ScenarioOutcome } from '../run/outcome';
import { VERDICTS } from '../run/session';
import { Catalogue, type Clause } from '../specification/clauses/catalogue';
import type { PlannedScenario } from '../specification/plan';
import { loadSuite } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';
import { ClaimedDirectory } from './claimed-directory';
import { toJUnit } from './junit';
import { MessagesLog } from './messages-log';
import { reportFault, toReport } from './report';
import { ReportDirectory } from './report-directory';
import { putSection } from './sections';
import { siteOf } from './site/site';
import { toFailurePages, toHtml, toMarkdown } from './templates';
import { reportView } from './view';
import { percent } from './words';

const NASTY = '<b>"a" & \'b\' | ``` ]]> \u0000\u001b[31m \ud800 </details>';

const CLAUSE: Clause = { id: 'A-01', chapter: 'A', level: 'MUST', title: NASTY, text: NASTY, source: ['s'], since: 'r', layer: 'device' };
const CLAUSES = [CLAUSE, { ...CLAUSE, id: 'A-02' }, { ...CLAUSE, id: 'A-03', untestable: NASTY, was: [{ until: 'r', text: NASTY }] }];
const CATALOGUE = new Catalogue(
  [{ id: 'A', title: NASTY, layer: 'device', clauses: CLAUSES }],
  [{ id: 'r', layer: 'device', title: NASTY, documents: [] }],
  new Map([['s', { key: 's', title: NASTY, citation: NASTY }]]),
);

function planned(id: string): PlannedScenario {
  const step = { keyword: 'Given ', text: NASTY, line: 5, argument: [NASTY] };
  const definition = { line: 4, text: NASTY, backgrounds: [] };
  return {
    id,
    name: NASTY,
    feature: 'features/device/a.feature',
    line: 4,
    layer: 'device',
    clauses: ['A-01'],
    tags: [],
    steps: [step],
    definition,
  };
}

/** A scenario of each verdict. */
const OUTCOMES: readonly ScenarioOutcome[] = VERDICTS.map((verdict) => {
  const scenario = planned(`A-01/${verdict.toLowerCase()}`);
  if (verdict === 'passed' || verdict === 'unexpectedPass') return { scenario, verdict, durationMs: 1.5 };
  if (verdict !== 'failed') return { scenario, verdict, durationMs: 0, reason: NASTY };
  const lines = [NASTY, NASTY];
  const failure = { message: NASTY, step: NASTY, expected: lines, actual: lines, operations: lines, reproduce: NASTY, trace: NASTY };
  return { scenario, verdict, durationMs: 2, failure };
});

const POINT = {
  id: 'p',
  title: NASTY,
  port: 'guest',
  bins: 3,
  covered: 1,
  unreachable: [{ reason: NASTY, bins: [NASTY] }],
  unexpected: [NASTY],
} as const;
const RESULT: RunResult = {
  suite: { name: 'suite', version: '1', spec: 'r' },
  implementation: { name: NASTY, version: '1', layers: ['device'] },
  environment: { node: 'v1', platform: 'p', arch: 'a', seed: 7, startedAt: new Date(0).toISOString(), durationMs: 5, command: NASTY },
  verdict: 'notConformant',
  complete: true,
  totals: totalsOf(OUTCOMES),
  clauses: foldClauses(CLAUSES, OUTCOMES),
  scenarios: OUTCOMES,
  coverage: {
    points: [
      { ...POINT, observed: true, missed: [NASTY] },
      { ...POINT, id: 'q', observed: false, missed: [NASTY] },
    ],
    total: { bins: 3, covered: 1, unreachable: 1 },
  },
};
const EMPTY: RunResult = {
  ...RESULT,
  verdict: 'couldNotRun',
  complete: false,
  reason: NASTY,
  totals: totalsOf([]),
  clauses: [],
  scenarios: [],
};

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-reports-'));
after(() => rmSync(directory, { recursive: true }));

describe('report.json', () => {
  it('is valid against its schema, and the schema is one', () => {
    const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'schemas', 'report.schema.json'), 'utf8'));
    const validate = new Ajv({ allErrors: true }).compile(schema);
    for (const result of [RESULT, EMPTY])
      assert.ok(validate(JSON.parse(JSON.stringify(toReport(result)))), JSON.stringify(validate.errors));
  });

  it('is not written if it is not', () => {
    const report = toReport(RESULT);
    assert.match(reportFault({ ...report, extra: 1 }) ?? '', /additional properties/);
    assert.match(reportFault({ ...report, totals: { ...report.totals, failed: -1 } }) ?? '', /\/totals\/failed/);
    assert.throws(() => toReport({ ...RESULT, scenarios: [{ scenario: planned('A-01/x'), verdict: 'failed', durationMs: 0 }] }), /failure/);
  });
});

describe('junit.xml', () => {
  it('is well-formed whatever scenarios are called', () => {
    for (const result of [RESULT, EMPTY]) assertWellFormed(toJUnit(result));
  });

  it('has an element for every verdict', () => {
    const xml = toJUnit(RESULT);
    assert.match(xml, /<testsuites name="suite" tests="7" failures="2" errors="1" time="0.005">/);
    assert.equal(xml.match(/<testcase [^>]*classname="A-01"/g)?.length, 7);
    assert.equal(xml.match(/<skipped message="(notApplicable|notObservable|knownDeviation): /g)?.length, 3);
  });

  it('has nothing that servers do not know which check it', () => {
    const known: Readonly<Record<string, readonly string[]>> = {
      testsuites: ['name', 'time', 'tests', 'failures', 'errors'],
      testsuite: ['name', 'tests', 'failures', 'errors', 'time', 'skipped', 'timestamp', 'file'],
      properties: [],
      property: ['name', 'value'],
      testcase: ['name', 'time', 'classname'],
      failure: ['message', 'type'],
      error: ['message', 'type'],
      skipped: ['message', 'type'],
    };
    for (const [, element = '', attributes = ''] of toJUnit(RESULT).matchAll(/<([a-z]+)((?: [a-z]+="[^"]*")*)/g))
      for (const [, name = ''] of attributes.matchAll(/ ([a-z]+)="/g)) assert.ok(known[element]?.includes(name), `${element} ${name}`);
  });

  it('has an error for a run that could not judge', () => {
    assert.match(toJUnit(EMPTY), /<testcase name="the run"[^>]*>\s*<error message="[^"]+" type="couldNotRun"\/>/);
  });
});

/** What a failed scenario takes of index.html at most. */
const BYTES_EACH = 800;

describe('failures beyond number', () => {
  const LINE = `${'x'.repeat(300)} <&> ü`;
  const LINES = Array.from({ length: 250 }, (_, n) => `${n} ${LINE}`);
  const { catalogue, plan } = loadSuite();
  const scenarios: readonly ScenarioOutcome[] = plan.scenarios.map((scenario, n) => {
    const step = scenario.steps.at(-1);
    // No two say the same, so that there are as many causes as there can be.
    const message = `${'abcdefghijklmnop'[n % 16]}${'abcdefghijklmnop'[(n >> 4) % 16]}${'abcdefghijklmnop'[n >> 8]} ${LINES.slice(0, 25).join('\n')}`;
    const failure = {
      message,
      step: `${step?.keyword}${step?.text}`,
      expected: LINES,
      actual: LINES,
      operations: LINES,
      sections: [
        { step: 'Given', from: 0, count: 200 },
        { step: 'When', from: 200, count: 50 },
      ],
      diagnostics: LINES.slice(0, 20).join('\n'),
      trace: LINES.slice(0, 20).join('\n'),
      reproduce: `run ${scenario.id}`,
    };
    return { scenario, verdict: 'failed', durationMs: 1, failure };
  });
  const result: RunResult = {
    ...RESULT,
    totals: totalsOf(scenarios),
    clauses: foldClauses(catalogue.clauses, scenarios),
    scenarios,
  };
  const view = reportView(result, catalogue);

  it('leave index.html small, and each of them stands in full beside it and is named there', () => {
    const index = toHtml(view);
    assert.ok(Buffer.byteLength(index) < BYTES_EACH * scenarios.length, `${Buffer.byteLength(index)} bytes`);
    const pages = toFailurePages(view);
    for (const { scenario } of scenarios) {
      const [page = '', anchor = ''] = view.failureAddress(scenario).replace('failures/', '').split('#');
      assert.ok(pages[page]?.includes(`id="${anchor}"`), scenario.id);
      assert.ok(index.includes(`href="${view.failureAddress(scenario)}"`), scenario.id);
    }
    const sizes = Object.values(pages).map((page) => Buffer.byteLength(page));
    assert.ok(Math.max(...sizes) < 20_000_000, `${Math.max(...sizes)} bytes`);
  });

  it('are drawn as far as a reader may look, and a word says so of the others', () => {
    const pages = Object.values(toFailurePages(view));
    const drawn = pages.map((page) => page.match(/<svg[^>]* class="sequence"/g)?.length ?? 0);
    assert.ok(drawn.every((count) => count >= 1));
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    assert.ok(sum(drawn) <= 200 + pages.length, `${sum(drawn)} pictures`);
    assert.equal(sum(drawn) + sum(pages.map((page) => page.match(/too many failures to draw/g)?.length ?? 0)), scenarios.length);
  });

  it('leave index.html small beside the book as well', () => {
    const site = siteOf(result);
    assert.ok(site !== undefined);
    const index = toHtml(reportView(result, catalogue, { site }));
    assert.ok(Buffer.byteLength(index) < BYTES_EACH * scenarios.length, `${Buffer.byteLength(index)} bytes`);
  });

  it('leave junit.xml small, which names each of them', () => {
    const xml = toJUnit(result);
    assert.ok(Buffer.byteLength(xml) < 10_000_000, `${Buffer.byteLength(xml)} bytes`);
    assert.equal(xml.match(/<failure /g)?.length, scenarios.length);
    assertWellFormed(xml);
  });

  it('leave summary.md small, and a word on how many there are', () => {
    const summary = toMarkdown(view);
    assert.ok(Buffer.byteLength(summary) < 0.8 * 2 ** 20, `${Buffer.byteLength(summary)} bytes`);
    assert.match(summary, new RegExp(`${scenarios.length} failures`));
  });
});

describe('index.html', () => {
  it('needs nothing from elsewhere, and shows names as they are', () => {
    for (const result of [RESULT, EMPTY]) {
      const page = toHtml(reportView(result, CATALOGUE));
      assert.doesNotMatch(page, /(src|href)="(?!#)|@import|url\(/);
      assert.doesNotMatch(page, /<b>"a"/);
      assert.doesNotMatch(page, /undefined|\[object/);
    }
    assert.match(toHtml(reportView(RESULT, CATALOGUE)), /<b>Until r:<\/b> &lt;b&gt;/);
  });
});

describe('a run with known deviations and nothing worse', () => {
  const shown = OUTCOMES.filter(({ verdict }) => verdict === 'passed' || verdict === 'knownDeviation');
  const deviating: RunResult = {
    ...RESULT,
    verdict: 'asExpected',
    totals: totalsOf(shown),
    scenarios: shown,
    clauses: foldClauses([CLAUSE], shown),
  };

  it('is as expected in every report, which name the MUST clauses, and conformant in none', () => {
    const reports = [
      JSON.stringify(toReport(deviating)),
      toHtml(reportView(deviating, CATALOGUE)),
      toMarkdown(reportView(deviating, CATALOGUE)),
      toJUnit(deviating),
    ];
    for (const report of reports) {
      assert.match(report, /asExpected|[Aa]s expected, with 1 known deviation/);
      assert.match(report, /"must":\["A-01"\]|1 of them MUST(<\/b>)?: (<a[^>]*>)?A-01|name="knownDeviations\.must" value="A-01"/);
      assert.doesNotMatch(report, /"verdict":"conformant"|✔ Conformant|✅|: conformant|value="conformant"/);
    }
  });
});

describe('functional coverage', () => {
  it('is never rounded up to all, and says where nothing was seen', () => {
    const page = toHtml(reportView(RESULT, CATALOGUE));
    assert.match(page, /: 50\.0 % of 2 reachable bins \(1 unreachable\)\./);
    assert.equal(page.match(/◌ not observable<\/td>/g)?.length, 1);
    assert.match(toMarkdown(reportView(RESULT, CATALOGUE)), /^Functional coverage: 50\.0 % of 2 reachable bins/m);
    assert.equal(percent(9_999, 10_000), '99.9 %');
    assert.equal(percent(0, 0), '–');
    assert.equal(percent(2, 2), '100 %');
  });
});

describe('summary.md', () => {
  it('folds failures, and lets none of them out of its fold', () => {
    const summary = toMarkdown(reportView(RESULT, CATALOGUE));
    assert.match(summary, /^# ❌ CMDQ-V conformance: not conformant\n/);
    const open = summary.replaceAll(/^(`{3,})text$[\s\S]*?^\1$/gm, '');
    assert.equal(open.match(/<details>/g)?.length, 1);
    assert.equal(open.match(/<\/details>/g)?.length, 1);
  });

  it('takes a section once', () => {
    writeFileSync(join(directory, 'summary.md'), '# Summary\n');
    putSection(directory, 'coverage', 'first');
    putSection(directory, 'other', 'kept');
    putSection(directory, 'coverage', 'second');
    const summary = readFileSync(join(directory, 'summary.md'), 'utf8');
    assert.match(summary, /^# Summary\n[\s\S]*second[\s\S]*kept/);
    assert.doesNotMatch(summary, /first/);
  });
});

describe('messages.ndjson', () => {
  it('holds whole lines at any time', () => {
    const file = join(directory, 'messages.ndjson');
    const log = new MessagesLog(file);
    for (let i = 0; i < 3000; i += 1) log.write({ i, text: 'x'.repeat(100) });
    const some = readFileSync(file, 'utf8');
    assert.ok(some.length > 0 && some.endsWith('}\n'));
    log.close();
    log.write({ late: true });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).i),
      Array.from({ length: 3000 }, (_, i) => i),
    );
  });
});

describe('the directory of reports', () => {
  const NAMES = ['index.html', 'junit.xml', 'messages.ndjson', 'report.json', 'summary.md'];

  it('is made, and holds the reports and nothing else', () => {
    const path = join(directory, 'some', 'where');
    const reports = new ReportDirectory(new ClaimedDirectory(path), CATALOGUE);
    reports.begin(EMPTY);
    reports.finish(RESULT);
    assert.deepEqual(readdirSync(path).sort(), NAMES);
  });

  it('holds the pages of failures that index.html has no room for, as long as they are this run’s', () => {
    const path = join(directory, 'pages');
    const many = Array.from({ length: 40 }, (_, n): ScenarioOutcome => {
      const failure = { message: 'm', step: 's', expected: [], actual: [], operations: [], reproduce: 'r' };
      return { scenario: planned(`A-01/f${n}`), verdict: 'failed', durationMs: 0, failure };
    });
    const failing = { ...RESULT, scenarios: many, totals: totalsOf(many), clauses: foldClauses(CLAUSES, many) };
    for (let run = 0; run < 2; run += 1) {
      const reports = new ReportDirectory(new ClaimedDirectory(path), CATALOGUE);
      reports.begin(EMPTY);
      assert.ok(!existsSync(join(path, 'failures')));
      reports.finish(failing);
      assert.deepEqual(readdirSync(path).sort(), ['failures', ...NAMES]);
      assert.deepEqual(readdirSync(join(path, 'failures')), ['A-01.html']);
    }
    const unused = new ClaimedDirectory(path);
    assert.ok(!existsSync(join(path, 'failures')));
    unused.release();
    assert.deepEqual(readdirSync(join(path, 'failures')), ['A-01.html']);
    new ReportDirectory(new ClaimedDirectory(path), CATALOGUE).finish(RESULT);
    assert.deepEqual(readdirSync(path).sort(), NAMES);
  });

  it('is refused where reports cannot be written', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    assert.throws(() => new ClaimedDirectory(file), WrongUse);
    assert.throws(() => new ClaimedDirectory(join(file, 'below')), WrongUse);
  });

  it('shows no earlier report from the first moment on, and all of them again if nothing is run', () => {
    const path = join(directory, 'earlier');
    new ReportDirectory(new ClaimedDirectory(path), CATALOGUE).finish(RESULT, 'earlier\n');
    const seen = () => readdirSync(path).filter((name) => !name.startsWith('.'));
    const unused = new ClaimedDirectory(path);
    assert.deepEqual(seen(), []);
    unused.release();
    assert.deepEqual(readdirSync(path).sort(), NAMES);
    assert.equal(readFileSync(join(path, 'messages.ndjson'), 'utf8'), 'earlier\n');
    const used = new ClaimedDirectory(path);
    new ReportDirectory(used, CATALOGUE).begin(EMPTY);
    used.release();
    assert.equal(JSON.parse(readFileSync(join(path, 'report.json'), 'utf8')).verdict, 'couldNotRun');
    assert.deepEqual(readdirSync(path).sort(), NAMES);
  });

  it('loses what a killed run left of its work', () => {
    const path = join(directory, 'remains');
    mkdirSync(join(path, '.part-1'), { recursive: true });
    for (const name of ['.report.json.4711.tmp', '.part-1/report.json', '.hidden', '.report.json.earlier'])
      writeFileSync(join(path, name), 'x');
    const claimed = new ClaimedDirectory(path);
    new ReportDirectory(claimed, CATALOGUE).finish(RESULT);
    assert.deepEqual(readdirSync(path).sort(), ['.hidden', ...NAMES]);
  });
});

/** Checks that tags are closed in order, attributes are quoted and no character is one that XML cannot hold. */
function assertWellFormed(xml: string): void {
  assert.doesNotMatch(xml, /[^\P{Cc}\n\t]|\p{Cs}/u);
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml [^>]*\?>\n/, '')
    .replaceAll(/<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g, (_, end, name, attributes, empty) => {
      if (end === '/') assert.equal(open.pop(), name);
      else if (empty === '') open.push(name);
      return attributes;
    });
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /<|&(?!(amp|lt|gt|quot|#9|#10);)/);
}
