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
  text: `${title} thing holds.`,
  source: ['overview'],
  since: 'rev-1',
  layer: 'device',
});
const CATALOGUE = new Catalogue(
  [{ id: 'ONE', title: 'One', layer: 'device', clauses: [clause('ONE-01', 'The first'), clause('ONE-02', 'The second')] }],
  [{ id: 'rev-1', layer: 'device', title: 'rev-1', documents: [] }],
  new Map([['overview', { key: 'overview', title: 'overview', citation: 'overview' }]]),
);
const SCENARIO = '    Scenario: It stays\n      When it is reset\n      Then a VM\n';
const FIXED = `Feature: F

  @ONE-01
  Rule: ONE-01 The first

    The first thing holds.

    SHOULD. Source: overview. Since rev-1.

${SCENARIO}`;

function fixed(text: string, catalogue = CATALOGUE): string {
  return fixHeadings(parseFeatureFile('features/device/a.feature', text), catalogue);
}

/** The same catalogue with the first clause changed. */
function catalogueWith(change: Partial<Clause>): Catalogue {
  const clauses = [{ ...clause('ONE-01', 'The first'), ...change }];
  return new Catalogue([{ id: 'ONE', title: 'One', layer: 'device', clauses }], CATALOGUE.revisions, CATALOGUE.sources);
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

  it('keeps all paragraphs of the author, as they are broken into lines, when text and source line change', () => {
    const prose = FIXED.replace('rev-1.\n', 'rev-1.\n\n    Why this\n      is so.\n\n    And more.\n');
    const old = prose.replace('The first thing holds.', 'The first thing\n    held once.').replace('SHOULD.', 'MUST.');
    assert.equal(fixed(old), prose);
  });

  it('moves prose of the author above the source line below it', () => {
    const below = FIXED.replace('rev-1.\n', 'rev-1.\n\n    Why this is so.\n');
    assert.equal(fixed(FIXED.replace('    SHOULD.', '    Why this is so.\n\n    SHOULD.')), below);
    assert.equal(fixed(FIXED.replace('    The first', '    Why this is so.\n\n    The first')), below);
    assert.equal(fixed(FIXED.replace('rev-1.\n', 'rev-1.\n    Why this is so.\n')), below);
  });

  it('puts the text above a source line that has none, and a source line below a text that has none', () => {
    assert.equal(fixed(FIXED.replace('    The first thing holds.\n\n', '')), FIXED);
    assert.equal(fixed(FIXED.replace('    SHOULD. Source: overview. Since rev-1.\n\n', '')), FIXED);
  });

  it('writes what is accepted and what was before, each once', () => {
    const catalogue = catalogueWith({ accepts: 'It may fall.', was: [{ until: 'rev-1', text: 'It did not.' }], since: 'rev-2' });
    const written = FIXED.replace('    SHOULD.', '    Accepted: It may fall.\n\n    Until rev-1: It did not.\n\n    SHOULD.');
    assert.equal(fixed(FIXED, catalogue), written.replace('Since rev-1', 'Since rev-2'));
    assert.equal(fixed(fixed(FIXED, catalogue), catalogue), fixed(FIXED, catalogue));
    assert.equal(fixed(written), FIXED);
    assert.equal(fixed(written.replace('    SHOULD. Source: overview. Since rev-1.\n\n', '')), FIXED);
  });

  it('breaks a long text at 120 columns', () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    const text = fixed(FIXED, catalogueWith({ text: words }));
    const lines = text.split('\n').filter((line) => line.includes('word'));
    assert.equal(lines.map((line) => line.trim()).join(' '), words);
    assert.ok(lines.every((line) => line.startsWith('    word') && line.length <= 120));
    assert.ok(lines.slice(0, -1).every((line) => line.length > 110));
  });

  it('leaves a Rule alone whose text would not be a description', () => {
    assert.equal(fixed(FIXED, catalogueWith({ text: 'Scenario: it holds.' })), FIXED);
  });

  it('mends every Rule of a file', () => {
    const second = FIXED.slice(FIXED.indexOf('  @ONE-01')).replaceAll('ONE-01', 'ONE-02').replaceAll('The first', 'The second');
    const bare = `Feature: F\n\n  @ONE-01\n  Rule: ONE-01\n\n${SCENARIO}\n  @ONE-02\n  Rule: ONE-02\n\n${SCENARIO}`;
    assert.equal(fixed(bare), `${FIXED}\n${second}`);
  });

  it('leaves a Rule of no known clause as it is', () => {
    const unknown = FIXED.replaceAll('ONE-01', 'ONE-09');
    assert.equal(fixed(unknown), unknown);
  });
});
