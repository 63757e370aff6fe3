import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { PlannedScenario } from '../../specification/plan';
import { WrongUse } from '../../specification/wrong-use';
import type { ScenarioOutcome } from '../outcome';
import type { Verdict } from '../session';
import { Expectations } from './expectations';
import { type Deviation, readExpectations } from './expectations-file';
import { updateExpectations } from './update';

const LINK = 'https://example.org/1';

function planned(id: string, ...others: string[]): PlannedScenario {
  const [primary = ''] = id.split('/');
  const definition = { line: 1, text: '', backgrounds: [] };
  return { id, name: id, feature: '', line: 1, layer: 'device', clauses: [primary, ...others], tags: [], steps: [], definition };
}

const PLAN = { scenarios: [planned('A-01/x'), planned('A-01/y'), planned('B-01/z', 'C-01')] };

function outcome(id: string, verdict: Verdict): ScenarioOutcome {
  const scenario = PLAN.scenarios.find((known) => known.id === id);
  assert.ok(scenario);
  const failure = { message: 'reads 1', step: '', expected: [], actual: [], operations: [], reproduce: '' };
  return { scenario, verdict, durationMs: 1, ...(verdict === 'failed' ? { failure } : {}) };
}

function expecting(id: string, more: Partial<Deviation> = {}, version = '1.2.0'): Expectations {
  return new Expectations({ deviations: [{ id, reason: 'silicon', link: LINK, ...more }] }, version);
}

const surprises = (expectations: Expectations, ...outcomes: ScenarioOutcome[]) =>
  [...expectations.unexpectedPasses(outcomes, PLAN)].map(({ scenario }) => scenario.id);

describe('a known deviation', () => {
  it('covers the failures of a scenario, or of a clause, and nothing else', () => {
    const judged = (id: string, scenario: string, verdict: Verdict) => expecting(id).judge(outcome(scenario, verdict)).verdict;
    assert.equal(judged('A-01/x', 'A-01/x', 'failed'), 'knownDeviation');
    assert.equal(judged('A-01/x', 'A-01/y', 'failed'), 'failed');
    assert.equal(judged('A-01', 'A-01/y', 'failed'), 'knownDeviation');
    assert.equal(judged('C-01', 'B-01/z', 'failed'), 'knownDeviation');
    assert.equal(judged('A-01', 'A-01/x', 'couldNotRun'), 'couldNotRun');
    assert.equal(judged('A-01', 'A-01/x', 'passed'), 'passed');
    const { failure, reason } = expecting('A-01').judge(outcome('A-01/x', 'failed'));
    assert.deepEqual([failure, reason], [undefined, `silicon (${LINK})`]);
  });

  it('that does not show is unexpected, for a clause once all of it has been run', () => {
    assert.deepEqual(surprises(expecting('A-01/x'), outcome('A-01/x', 'passed')), ['A-01/x']);
    assert.deepEqual(surprises(expecting('A-01'), outcome('A-01/x', 'passed'), outcome('A-01/y', 'passed')), ['A-01/x', 'A-01/y']);
    assert.deepEqual(surprises(expecting('A-01'), outcome('A-01/x', 'passed'), outcome('A-01/y', 'notObservable')), ['A-01/x']);
    assert.deepEqual(surprises(expecting('A-01'), outcome('A-01/x', 'passed'), outcome('A-01/y', 'knownDeviation')), []);
    assert.deepEqual(surprises(expecting('A-01'), outcome('A-01/x', 'passed'), outcome('A-01/y', 'couldNotRun')), []);
    assert.deepEqual(surprises(expecting('A-01'), outcome('A-01/x', 'passed')), []);
    assert.deepEqual(surprises(expecting('A-01/y'), outcome('A-01/x', 'passed')), []);
  });

  it('is stale if the suite does not have what it names', () => {
    assert.deepEqual(
      ['A-01', 'A-01/x', 'C-01'].flatMap((id) => expecting(id).stale(PLAN)),
      [],
    );
    assert.deepEqual(
      ['A-02', 'A-01/w', 'C-01/z'].flatMap((id) => expecting(id).stale(PLAN)).map(({ id }) => id),
      ['A-02', 'A-01/w', 'C-01/z'],
    );
  });

  it('counts for the versions that it names', () => {
    const holds = (versions: string, version: string) =>
      expecting('A-01', { versions }, version).judge(outcome('A-01/x', 'failed')).verdict === 'knownDeviation';
    assert.ok(holds('<1.3', '1.2.0'));
    assert.ok(!holds('<1.3', '1.3.0'));
    assert.ok(holds('>=11', '11.1.50 (v11.1.0-rc2)'));
    assert.ok(holds('<1.3', 'unknown'), 'a version that is none of numbers deviates');
    assert.deepEqual(expecting('A-02', { versions: '<1.3' }, '1.3.0').stale(PLAN), []);
  });
});

describe('a file of known deviations', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cmdqv-expect-'));
  after(() => rmSync(directory, { recursive: true }));
  const read = (content: unknown) => {
    const file = join(directory, 'expect.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
    return readExpectations(file);
  };
  const entry = { id: 'A-01', reason: 'silicon', link: LINK };

  it('is read', () => {
    assert.deepEqual(read({ deviations: [entry] }).deviations, [entry]);
  });

  it('is refused with its name and the problem', () => {
    for (const [content, problem] of [
      ['{', /expect\.json: /],
      [{ deviations: [{ ...entry, reason: undefined }] }, /expect\.json:3: deviations\.0 .*reason/],
      [
        { deviations: [entry, { ...entry, id: 'A-02', reason: 'TODO' }] },
        /expect\.json:10: the reason of A-02 is still to be written: it says "TODO"/,
      ],
      [{ deviations: [{ ...entry, link: ' ' }] }, /expect\.json:6: the link of A-01/],
      [{ deviations: [entry, entry] }, /expect\.json:8: A-01 has two entries/],
      [{ deviations: [{ ...entry, versions: 'old ones' }] }, /'old ones' is not a range/],
    ] as const) {
      assert.throws(
        () => read(content),
        (error) => error instanceof WrongUse && problem.test(error.message),
      );
    }
    assert.throws(() => readExpectations(join(directory, 'none.json')), WrongUse);
  });
});

describe('an update of known deviations', () => {
  const told = (id: string, verdict: Verdict) => ({ id, verdict, clauses: [id.split('/')[0] ?? ''], failure: { message: 'reads 1' } });
  const entry = (id: string, versions = '<2'): Deviation => ({ id, reason: `reason of ${id}`, link: LINK, versions });
  const update = (old: Parameters<typeof updateExpectations>[0], scenarios: readonly ReturnType<typeof told>[]) =>
    updateExpectations(old, { scenarios, version: '1.0', names: (id) => !id.startsWith('GONE') });

  it('keeps entries that still hold word for word, drops those that passed and adds what failed', () => {
    const old = { implementation: 'chip', deviations: [entry('A-01'), entry('B-01/x'), entry('Z-01')] };
    const scenarios = [
      told('A-01/x', 'passed'),
      told('A-01/y', 'knownDeviation'),
      told('B-01/x', 'unexpectedPass'),
      told('C-01/x', 'failed'),
      told('C-01/y', 'couldNotRun'),
    ];
    const { added, file, removed } = update(old, scenarios);
    assert.deepEqual([added, removed], [['C-01/x'], ['B-01/x']]);
    assert.equal(file.implementation, 'chip');
    assert.deepEqual(file.deviations.slice(0, 2), [entry('A-01'), entry('Z-01')]);
    assert.match(file.deviations[2]?.reason ?? '', /^not examined yet: reads 1$/);
    assert.deepEqual(update(file, scenarios).file, file);
  });

  it('decides nothing over what could not run', () => {
    const old = { deviations: [entry('A-01')] };
    assert.deepEqual(update(old, [told('A-01/x', 'couldNotRun'), told('A-01/y', 'notObservable')]).file, old);
  });

  it('drops what the suite does not have, and leaves other versions alone', () => {
    const old = { deviations: [entry('GONE-01'), entry('A-01', '>=2'), entry('B-01', '>=2')] };
    const { added, file, removed } = update(old, [told('A-01/x', 'failed'), told('B-01/x', 'passed')]);
    assert.deepEqual([added, removed], [['A-01/x'], ['GONE-01']]);
    assert.deepEqual(file.deviations.slice(0, 2), [entry('A-01', '>=2'), entry('B-01', '>=2')]);
  });
});
