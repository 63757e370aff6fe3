import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFeatureFile } from './feature-file';
import { beginsGherkin, wrapDescription } from './gherkin-line';

/** Words that mean something at the beginning of a line. */
const BEGINNINGS = [
  'Scenario:',
  'Scenario Outline:',
  'Scenario Template:',
  'Example:',
  'Examples:',
  'Scenarios:',
  'Background:',
  'Rule:',
  'Feature:',
  '# note',
  '@tag',
  '| cell |',
  '* 16 bytes',
  '"""',
  '```',
];

describe('a line of a description', () => {
  for (const beginning of BEGINNINGS) {
    it(`is none if it begins with ${beginning}`, () => assert.ok(beginsGherkin(`    ${beginning} more`)));
  }

  it('may begin with the words of steps, and with keywords that no colon follows', () => {
    for (const text of ['When it fails', 'Given that', 'Then it', 'Rules: none', 'Scenario 1', 'And so'])
      assert.ok(!beginsGherkin(text), text);
  });
});

describe('wrapped prose', () => {
  it('fills its lines and no more', () => {
    assert.deepEqual(wrapDescription('one two  three\nfour', 8), ['one two', 'three', 'four']);
    assert.deepEqual(wrapDescription('one two', 7), ['one two']);
    assert.deepEqual(wrapDescription('one two', 6), ['one', 'two']);
    assert.deepEqual(wrapDescription('unbreakable a', 4), ['unbreakable', 'a']);
    assert.deepEqual(wrapDescription('', 4), []);
  });

  for (const beginning of BEGINNINGS) {
    it(`stays a description at any width, though ${beginning} stands in it`, () => {
      const text = `The first ${beginning} and the second ${beginning} end.`;
      for (let width = 1; width <= text.length; width++) {
        const lines = wrapDescription(text, width);
        const written = lines.map((line) => `    ${line}\n`).join('');
        const { errors, rules } = parseFeatureFile(
          'a.feature',
          `Feature: F\n\n  Rule: R\n\n${written}\n    Scenario: S\n      When it is reset\n`,
        );
        assert.deepEqual(errors, [], `${width}`);
        assert.equal(rules[0]?.description.split(/\s+/).filter(Boolean).join(' '), text, `${width}`);
        assert.equal(rules[0]?.children.length, 1, `${width}`);
      }
    });
  }
});
