import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readMutationScore } from './mutation-score';
import { readOverTimeScore } from './over-time-score';
import { sourcesFingerprint } from './sources-fingerprint';
import { isWeak, type Strength, strengthDoubts } from './strength';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-strength-'));
after(() => rmSync(directory, { recursive: true }));

const MUTATION = {
  score: 95.5,
  killed: 955,
  survived: 5,
  equivalent: 40,
  invalid: 3,
  measured: '2026-11-25',
  tool: 'stryker 9',
  current: true,
};

const COUNTS = { made: 110, killed: 95, survived: 5, idle: 2, explained: 10, score: 95 };
const OVER_TIME = { ...COUNTS, layers: { kernel: COUNTS }, measured: '2026-11-26', current: true };

function strength(faults: number, mutants: number, more: Partial<Strength> = {}): Strength {
  return { of: () => ({ faults, mutants }), mutation: MUTATION, overTime: OVER_TIME, faultsCurrent: true, ...more };
}

describe('a clause is weak', () => {
  const must = { id: 'A-01', level: 'MUST' } as const;

  it('if it binds everyone, has scenarios, and they caught nothing', () => {
    assert.ok(isWeak(must, 3, strength(0, 0)));
  });

  it('not if they caught a fault or a mutant, if it has none, or if it does not bind everyone', () => {
    assert.ok(!isWeak(must, 3, strength(1, 0)));
    assert.ok(!isWeak(must, 3, strength(0, 1)));
    assert.ok(!isWeak(must, 0, strength(0, 0)));
    assert.ok(!isWeak({ ...must, level: 'SHOULD' }, 3, strength(0, 0)));
  });

  it('not if its scenarios need what no model has', () => {
    assert.ok(!isWeak({ ...must, beyondModels: 'a guest that runs' }, 3, strength(0, 0)));
  });
});

describe('a measured strength is in doubt', () => {
  it('if its sources have changed since, or there is none', () => {
    assert.deepEqual(strengthDoubts(strength(1, 1)), []);
    const changed = strengthDoubts(strength(1, 1, { mutation: { ...MUTATION, current: false }, faultsCurrent: false }));
    assert.equal(changed.length, 2);
    assert.match(changed[0] ?? '', /changed since mutants were tried on 2026-11-25: run `npm run mutation`/);
    assert.match(changed[1] ?? '', /npm run strength/);
    assert.match(strengthDoubts(strength(1, 1, { mutation: undefined }))[0] ?? '', /have not been tried/);
    const [old] = strengthDoubts(strength(1, 1, { overTime: { ...OVER_TIME, current: false } }));
    assert.match(old ?? '', /mutants over time were tried on 2026-11-26: run `npm run mutation -- --time`/);
    assert.match(strengthDoubts(strength(1, 1, { overTime: undefined }))[0] ?? '', /Mutants over time have not been tried/);
  });
});

describe('the fingerprint of sources', () => {
  const root = join(directory, 'package');
  const file = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  it('changes with every source, and with nothing else', () => {
    file('steps/a.ts', 'one\n');
    file('reference/b.ts', 'two\n');
    const folders = ['steps', 'reference'];
    const before = sourcesFingerprint(folders, root);
    file('steps/a.ts', 'one\r\n');
    file('reference/b.test.ts', 'three\n');
    file('reference/mutation-score.json', '{}');
    file('reference/mutation-over-time.json', '{}');
    file('reference/equivalent-over-time.json', '[]');
    assert.equal(sourcesFingerprint(folders, root), before);
    file('steps/a.ts', 'other\n');
    assert.notEqual(sourcesFingerprint(folders, root), before);
  });

  it('is unknown where the sources are not installed', () => {
    assert.equal(sourcesFingerprint(['steps'], join(directory, 'elsewhere')), undefined);
  });
});

describe('the kept score', () => {
  it('is read, or said not to be one', () => {
    const path = join(directory, 'score.json');
    assert.equal(readMutationScore(path), undefined);
    const { current: _current, ...rest } = MUTATION;
    writeFileSync(path, JSON.stringify({ ...rest, fingerprint: 'x', clauses: { 'A-01': 3 } }));
    assert.equal(readMutationScore(path)?.clauses['A-01'], 3);
    writeFileSync(path, '{"score": "high"}');
    assert.throws(() => readMutationScore(path), /holds no result of `npm run mutation`/);
  });

  it('of mutants over time is read, or said not to be one', () => {
    const path = join(directory, 'over-time.json');
    assert.equal(readOverTimeScore(path), undefined);
    const { current: _current, ...rest } = OVER_TIME;
    writeFileSync(path, JSON.stringify({ ...rest, fingerprint: 'x' }));
    assert.equal(readOverTimeScore(path)?.layers.kernel?.killed, 95);
    writeFileSync(path, JSON.stringify({ ...rest, sample: 6, fingerprint: 'x' }));
    assert.equal(readOverTimeScore(path)?.sample, 6);
    writeFileSync(path, JSON.stringify({ ...rest, fingerprint: 'x', layers: { kernel: 95 } }));
    assert.throws(() => readOverTimeScore(path), /holds no result of `npm run mutation`/);
  });
});
