import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptied } from './empty-features';

describe('an emptied feature', () => {
  it('keeps scenarios, rows and the number of steps, and nothing that a step does', () => {
    const text = `Feature: F

  Background:
    Given a VM

  Rule: R

    Scenario Outline: <a> of R
      When the table is:
        | one |
        | two |
      And the text is:
        """
        one

        two
        """
      Then <a> holds

      Examples:
        | a |
        | 1 |
`;
    assert.equal(
      emptied(text),
      `Feature: F

  Background:
    Given I do nothing

  Rule: R

    Scenario Outline: <a> of R
      When I do nothing
      And I do nothing
      Then I do nothing

      Examples:
        | a |
        | 1 |
`,
    );
  });
});
