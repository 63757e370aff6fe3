import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { foldClauses, totalsOf } from '../run/fold';
import type { RunResult, ScenarioOutcome } from '../run/outcome';
import { VERDICTS, type Verdict } from '../run/session';
import type { Clause, Level } from '../specification/clauses/catalogue';
import { toAnnotations } from './annotations';
import { badgeOf, toBadgeEndpoint, toBadgeSvg } from './badge';
import { toJUnit } from './junit';
import { type Report, toReport } from './report';
import { toSarif } from './sarif';

const clause = (id: string, level: Level): Clause => {
  return { id, chapter: 'A', level, title: `Title of ${id}`, text: 'Text', source: ['s'], since: 'r', layer: 'device' };
};
const CLAUSES = [clause('A-01', 'MUST'), clause('A-02', 'SHOULD')];

function outcome(verdict: Verdict, own: string, at: number): ScenarioOutcome {
  const name = `${verdict} ${at}`;
  const message = `it is not so, ${'abcdefghijklmnopqrstuvwxyz'[at]}: 100 %`;
  const failure = { message, step: 'Then x', expected: ['a'], actual: ['b'], operations: [], reproduce: 'run it alone' };
  return {
    scenario: {
      id: `${own}/${verdict.toLowerCase()}-${at}`,
      name,
      feature: 'features/device/a b.feature',
      line: 7,
      layer: 'device',
      clauses: [...new Set([own, 'A-01'])],
      tags: [],
      steps: [{ keyword: 'Then ', text: 'x', line: 8, argument: [] }],
      definition: { line: 7, text: '', backgrounds: [] },
    },
    verdict,
    durationMs: 1,
    ...(verdict === 'failed' ? { failure } : verdict === 'passed' ? {} : { reason: 'because' }),
  };
}

function resultOf(scenarios: readonly ScenarioOutcome[], verdict: RunResult['verdict'] = 'notConformant'): RunResult {
  return {
    suite: { name: 'suite', version: '1', spec: 'r' },
    implementation: { name: 'mine', version: '1', layers: ['device'] },
    environment: { node: 'v1', platform: 'p', arch: 'a', startedAt: new Date(0).toISOString(), durationMs: 5, command: 'run' },
    verdict,
    complete: true,
    totals: totalsOf(scenarios),
    clauses: foldClauses(CLAUSES, scenarios),
    scenarios,
  };
}

const ALL = VERDICTS.map((verdict, at) => outcome(verdict, 'A-02', at));
const report: Report = toReport(resultOf([...ALL, outcome('failed', 'A-01', 20)]));

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly suppressions?: readonly { readonly justification: string }[];
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
}

interface SarifLog {
  readonly runs: readonly [
    {
      readonly results: readonly SarifResult[];
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    },
  ];
}

describe('SARIF', () => {
  // The schema that OASIS published, in a package of Microsoft's; of draft 4, of which it uses nothing that draft 7 has otherwise.
  const file = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _draft, id: _id, ...schema }: { $schema: string; id: string } = JSON.parse(readFileSync(file, 'utf8'));
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
  const log: SarifLog = JSON.parse(toSarif(report));
  const results: readonly SarifResult[] = log.runs[0].results;

  it('is valid by the published schema', () => {
    assert.ok(validate(log), JSON.stringify(validate.errors));
    assert.ok(!validate({ ...log, version: '1' }));
    assert.ok(!validate({ ...log, runs: [{ ...log.runs[0], results: [{ ruleId: 'A-01' }] }] }));
  });

  it('has a result for what failed, could not run, passed unexpectedly or deviates as known, and for nothing else', () => {
    assert.deepEqual(
      results.map(({ level, message, ruleId }) => `${ruleId} ${level} ${message.text.split(' ')[0]}`),
      [
        'A-02 warning knownDeviation',
        'A-02 warning unexpectedPass',
        'A-02 warning couldNotRun',
        'A-02 warning failed',
        'A-01 error failed',
      ],
    );
    for (const { ruleId, ruleIndex } of results) assert.equal(log.runs[0].tool.driver.rules[ruleIndex]?.id, ruleId);
    assert.deepEqual(
      results.flatMap(({ suppressions = [] }) => suppressions.map(({ justification }) => justification)),
      ['because'],
    );
    assert.equal(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri, 'features/device/a%20b.feature');
  });
});

describe('annotations', () => {
  it('tell each cause in one line, which GitHub reads as it was meant', () => {
    const lines = toAnnotations(report).trimEnd().split('\n');
    assert.deepEqual(lines.filter((line) => line.startsWith('::error ')).length, 2);
    assert.ok(
      lines.every((line) => /^::(error|warning) title=[^:,]*::[^\r\n]+$/.test(line)),
      lines.join('\n'),
    );
    assert.ok(
      lines.some((line) => line.includes('it is not so, u: 100 %25%0Arun it alone')),
      lines.join('\n'),
    );
    assert.ok(lines.some((line) => line.startsWith('::warning ') && line.includes('unexpectedpass')));
  });

  it('are no more than GitHub shows, and say how many there would be', () => {
    const scenarios = Array.from({ length: 25 }, (_, at) => outcome('failed', 'A-01', at));
    const lines = toAnnotations(toReport(resultOf(scenarios)))
      .trimEnd()
      .split('\n');
    assert.equal(lines.length, 10);
    assert.match(lines.at(-1) ?? '', /16 more causes/);
  });

  it('tell why a run could not judge, and nothing of one that is conformant', () => {
    assert.match(
      toAnnotations({ ...report, causes: [], scenarios: [], verdict: 'couldNotRun', reason: 'no adapter' }),
      /^::error .*::no adapter\n$/,
    );
    assert.equal(toAnnotations(toReport(resultOf([outcome('passed', 'A-01', 0)], 'conformant'))), '');
  });
});

describe('badges', () => {
  const badge = (verdict: RunResult['verdict']) => badgeOf({ ...report, verdict });

  it('say what the run came to, never green for less than conformant', () => {
    assert.deepEqual(badge('notConformant'), { label: 'CMDQ-V', message: 'not conformant, 2 clauses', color: 'red' });
    assert.deepEqual(badge('asExpected'), { label: 'CMDQ-V', message: 'as expected, 1 known deviation', color: 'yellow' });
    assert.deepEqual(badgeOf(toReport(resultOf([outcome('passed', 'A-01', 0)], 'conformant'))), {
      label: 'CMDQ-V',
      message: 'conformant, 1 clause',
      color: 'brightgreen',
    });
    for (const verdict of ['couldNotRun', 'incomplete'] as const) assert.equal(badge(verdict).color, 'lightgrey');
  });

  it('are what shields.io reads, and a picture', () => {
    assert.deepEqual(JSON.parse(toBadgeEndpoint(badge('asExpected'))), { schemaVersion: 1, ...badge('asExpected') });
    const svg = toBadgeSvg(badge('notConformant'));
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*aria-label="CMDQ-V: not conformant, 2 clauses">/);
    assert.equal(svg.match(/<[a-z]/gi)?.length, (svg.match(/<\//g)?.length ?? 0) + (svg.match(/\/>/g)?.length ?? 0));
    assert.doesNotMatch(svg, /href|url\((?!#)/);
  });
});

describe('junit.xml by clause', () => {
  it('has a suite for each clause with scenarios, with its own counts', () => {
    const xml = toJUnit(resultOf([...ALL, outcome('failed', 'A-01', 20)]));
    const suites = [...xml.matchAll(/<testsuite name="([^"]*)" tests="(\d+)" failures="(\d+)"/g)].map(([, ...told]) => told.join(' '));
    assert.deepEqual(suites, ['A-02 Title of A-02 7 2', 'A-01 Title of A-01 1 1']);
    assert.match(xml, /<property name="level" value="SHOULD"\/>/);
    assert.equal(xml.match(/<property name="implementation"/g)?.length, 1);
  });

  it('tells a scenario under its first clause that was chosen', () => {
    const result = resultOf([outcome('passed', 'A-02', 0)]);
    const [first] = result.clauses;
    assert.ok(first !== undefined);
    assert.match(toJUnit({ ...result, clauses: [first] }), /<testsuite name="A-01 Title of A-01" tests="1"[\s\S]*classname="A-01"/);
  });
});
