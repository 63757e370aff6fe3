import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Catalogue, type Clause } from '../../src/specification/clauses/catalogue';
import { parseFeatureFile } from './feature-file';
import { fixHeadings } from './fix';

const clause = (id: string, title: string): Clause => ({
  id,
  chapter: 'ONE',
  level: 'SHOULD',
  title,
  text: title,
  source: ['overview'],
  since: 'rev-1',
  layer: 'device',
});
const CATALOGUE = new Catalogue(
  [{ id: 'ONE', title: 'One', layer: 'device', clauses: [clause('ONE-01', 'The first'), clause('ONE-02', 'The second')] }],
  [{ id: 'rev-1', title: 'rev-1', documents: [] }],
  new Map([['overview', { key: 'overview', title: 'overview', citation: 'overview' }]]),
);
const SCENARIO = '    Scenario: It stays\n      When it is reset\n      Then a VM\n';
const FIXED = `Feature: F

  @ONE-01
  Rule: ONE-01 The first

    SHOULD. Source: overview. Since rev-1.

${SCENARIO}`;

function fixed(text: string): string {
  return fixHeadings(parseFeatureFile('features/device/a.feature', text), CATALOGUE);
}

describe('--fix', () => {
  it('leaves alone what is right', () => {
    assert.equal(fixed(FIXED), FIXED);
  });

  it('completes a Rule of which only the ID is written', () => {
    assert.equal(fixed(`Feature: F\n\n  @ONE-01\n  Rule: ONE-01\n\n${SCENARIO}`), FIXED);
  });

  it('completes a Rule without a blank line, and one without a name', () => {
    assert.equal(fixed(`Feature: F\n\n  @ONE-01\n  Rule: ONE-01\n${SCENARIO}`), FIXED);
    assert.equal(fixed(`Feature: F\n\n  @ONE-01\n  Rule:\n${SCENARIO}`), FIXED);
  });

  it('rewrites an old title and source line in place', () => {
    const old = FIXED.replace('The first', 'The old').replace('SHOULD. Source: overview.', 'MUST. Source: mail, overview.');
    assert.equal(fixed(old), FIXED);
  });

  it('keeps the prose of the author after the source line', () => {
    const prose = `Feature: F\n\n  @ONE-01\n  Rule: ONE-01\n\n    Why this is so.\n\n${SCENARIO}`;
    assert.equal(fixed(prose), FIXED.replace('rev-1.\n', 'rev-1.\n\n    Why this is so.\n'));
    assert.equal(fixed(fixed(prose)), fixed(prose));
  });

  it('mends every Rule of a file', () => {
    const second = FIXED.slice(FIXED.indexOf('  @ONE-01')).replaceAll('ONE-01', 'ONE-02').replace('The first', 'The second');
    const bare = `Feature: F\n\n  @ONE-01\n  Rule: ONE-01\n\n${SCENARIO}\n  @ONE-02\n  Rule: ONE-02\n\n${SCENARIO}`;
    assert.equal(fixed(bare), `${FIXED}\n${second}`);
  });

  it('leaves a Rule of no known clause as it is', () => {
    const unknown = FIXED.replaceAll('ONE-01', 'ONE-09');
    assert.equal(fixed(unknown), unknown);
  });
});
