import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Verdict } from '../run/session';
import { compareReports } from './comparison';
import type { Report } from './report';

const TOTALS = { passed: 0, failed: 0, notApplicable: 0, notObservable: 0, knownDeviation: 0, unexpectedPass: 0, couldNotRun: 0 };

/** A report of scenarios `CLAUSE/name` with their verdicts; a clause is failed if one of them is. */
function report(outcomes: Readonly<Record<string, Verdict>>): Report {
  const ids = [...new Set(Object.keys(outcomes).map((id) => id.split('/')[0] ?? ''))];
  return {
    schemaVersion: 1,
    suite: { name: 'suite', version: '1', spec: 'r' },
    implementation: { name: 'some', version: '1', layers: ['device'] },
    environment: { node: 'v20', platform: 'linux', arch: 'x64', startedAt: '2026-01-01T00:00:00Z', durationMs: 1, command: 'run' },
    verdict: 'conformant',
    complete: true,
    totals: TOTALS,
    clauses: ids.map((id) => {
      const scenarios = Object.keys(outcomes).filter((scenario) => scenario.startsWith(`${id}/`));
      const failed = scenarios.some((scenario) => outcomes[scenario] === 'failed');
      return { id, level: 'MUST', title: id, source: [], verdict: failed ? 'failed' : 'passed', scenarios };
    }),
    scenarios: Object.entries(outcomes).map(([id, verdict]) => ({
      ...{ id, name: id, feature: 'f', line: 1, layer: 'device', clauses: [id.split('/')[0] ?? ''], verdict, durationMs: 1 },
      ...(verdict === 'failed'
        ? { failure: { message: 'no', step: 's', expected: ['1'], actual: ['2'], operations: [], reproduce: 'r' } }
        : {}),
    })),
  };
}

describe('two reports', () => {
  it('that say the same have no difference', () => {
    const { alike, changes, differences } = compareReports(report({ 'A-01/x': 'passed' }), report({ 'A-01/x': 'passed' }));
    assert.deepEqual({ alike, changes, differences }, { alike: 1, changes: [], differences: [] });
  });

  it('differ in a clause, with the reason of either side', () => {
    const { alike, changes, differences } = compareReports(
      report({ 'A-01/x': 'passed', 'B-01/y': 'passed' }),
      report({ 'A-01/x': 'passed', 'B-01/y': 'failed' }),
    );
    assert.equal(alike, 1);
    assert.deepEqual(changes, [{ from: 'passed', to: 'failed', count: 1 }]);
    assert.deepEqual(differences, [
      {
        ...{ id: 'B-01', level: 'MUST', title: 'B-01', verdicts: ['passed', 'failed'] },
        scenarios: [{ id: 'B-01/y', verdicts: ['passed', 'failed'], details: [[], ['no', 'expected 1', 'actual 2']] }],
      },
    ]);
  });

  it('differ inside a clause that both judge alike', () => {
    const { differences } = compareReports(
      report({ 'A-01/x': 'failed', 'A-01/z': 'passed' }),
      report({ 'A-01/x': 'failed', 'A-01/z': 'notApplicable' }),
    );
    assert.deepEqual(
      differences.map(({ verdicts, scenarios }) => [verdicts, scenarios.map(({ id }) => id)]),
      [[['failed', 'failed'], ['A-01/z']]],
    );
  });

  it('of different choices differ in what only one has', () => {
    const { changes, differences } = compareReports(report({ 'A-01/x': 'passed' }), report({ 'C-01/w': 'passed' }));
    assert.deepEqual(
      differences.map(({ id, verdicts }) => [id, verdicts]),
      [
        ['A-01', ['passed', undefined]],
        ['C-01', [undefined, 'passed']],
      ],
    );
    assert.equal(changes.length, 2);
  });
});
