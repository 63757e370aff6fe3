import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Catalogue, type Clause, type Layer } from './clauses/catalogue';
import type { Criteria } from './criteria';
import type { Plan, PlannedScenario } from './plan';
import { select } from './selection';
import { WrongUse } from './wrong-use';

function clause(id: string, level: Clause['level'], rest: Partial<Clause> = {}): Clause {
  return { id, level, chapter: 'C', title: id, text: id, source: ['s'], since: 'old', layer: 'device', ...rest };
}

function scenario(id: string, layer: Layer, ...furtherClauses: string[]): PlannedScenario {
  const clauses = [id.split('/')[0] ?? '', ...furtherClauses];
  const tags = clauses.map((name) => `@${name}`);
  return { id, name: id, feature: 'f', line: 1, layer, clauses, tags, steps: [], definition: { line: 1, text: '', backgrounds: [] } };
}

const CLAUSES = [
  clause('A-01', 'MUST'),
  clause('A-02', 'SHOULD', { until: 'old' }),
  clause('A-03', 'MAY'),
  clause('A-04', 'MUST', { layer: 'kernel' }),
];
const CATALOGUE = new Catalogue(
  [{ id: 'C', title: 'C', layer: 'device', clauses: CLAUSES }],
  [
    { id: 'old', layer: 'device', title: 'old', documents: [] },
    { id: 'new', layer: 'device', title: 'new', documents: [] },
  ],
  new Map(),
);
const SCENARIOS = [
  scenario('A-01/one', 'device'),
  scenario('A-01/two', 'stack', 'A-03'),
  scenario('A-02/gone', 'device'),
  scenario('A-03/may', 'hardware'),
];
const PLAN: Plan = { root: '', features: [], scenarios: SCENARIOS, problems: [] };

function chosen(criteria: Criteria): string {
  const { clauses, scenarios } = select(PLAN, CATALOGUE, criteria);
  return `${clauses.map(({ id }) => id).join(' ')} | ${scenarios.map(({ id }) => id).join(' ')}`;
}

describe('a choice', () => {
  it('takes what holds at the newest revision, uncovered clauses too', () => {
    assert.equal(chosen({}), 'A-01 A-03 A-04 | A-01/one A-01/two A-03/may');
    assert.equal(chosen({ spec: 'old' }), 'A-01 A-02 A-03 A-04 | A-01/one A-01/two A-02/gone A-03/may');
  });

  it('narrows by layer, level and tags', () => {
    assert.equal(chosen({ layers: ['device', 'kernel'] }), 'A-01 A-04 | A-01/one');
    assert.equal(chosen({ level: 'must' }), 'A-01 A-04 | A-01/one A-01/two');
    assert.equal(chosen({ tags: '@A-03 and not @A-01' }), 'A-03 | A-03/may');
  });

  it('takes clauses and scenarios by ID or glob, in any case', () => {
    assert.equal(chosen({ clauses: ['a-03'] }), 'A-03 | A-01/two A-03/may');
    assert.equal(chosen({ clauses: ['A-01/t*'] }), 'A-01 A-03 | A-01/two');
    assert.equal(chosen({ clauses: ['A-0{3,4}'], layers: ['kernel'] }), 'A-04 | ');
  });

  it('may be of nothing', () => {
    assert.equal(chosen({ clauses: ['A-02'] }), ' | ');
  });

  it('refuses what nothing is called, and says what is', () => {
    const refused = (criteria: Criteria, message: RegExp) =>
      assert.throws(
        () => chosen(criteria),
        (error) => error instanceof WrongUse && message.test(error.message),
      );
    refused({ clauses: ['B-01'] }, /no clause "B-01"\. Did you mean A-01, A-0\d or A-0\d\?/);
    refused({ clauses: ['A-01/on'] }, /no scenario "A-01\/on"\. Did you mean A-01\/one/);
    refused({ clauses: ['X*'] }, /no clause "X\*"/);
    refused({ layers: ['gpu'] }, /Layers are device, kernel, hardware, stack/);
    refused({ level: 'shall' }, /Levels are must, should, may/);
    refused({ spec: 'newer' }, /Revisions are device: old, new; of every layer at once: released, next\. Did you mean new\?/);
    refused({ tags: '@a and (' }, /malformed tag expression/);
  });
});
