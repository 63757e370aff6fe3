import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tapTotals } from './tap-totals';

const SUMMARY = '1..2\n# tests 9\n# suites 2\n# pass 4\n# fail 2\n# cancelled 1\n# skipped 1\n# todo 1\n# duration_ms 5.1\n';

describe('the totals of a TAP report', () => {
  it('count cancelled tests as failed, and those skipped without a reason as left out', () => {
    const skipped = 'ok 1 - one # SKIP\n    ok 2 - other # SKIP there is no cc\nok 3 - third # SKIP there is no cc\nok 4 - # SKIP me\n';
    const { failed, leftOut, passed, skipped: told } = tapTotals(`TAP version 13\n${skipped}${SUMMARY}`);
    assert.deepEqual({ failed, leftOut, passed }, { failed: 3, leftOut: 2, passed: 4 });
    assert.deepEqual(
      [...told],
      [
        ['there is no cc', 2],
        ['me', 1],
      ],
    );
  });

  it('are the last ones, whatever a test printed', () => {
    assert.equal(tapTotals(`# pass 77\n${SUMMARY}`).passed, 4);
  });

  it('are demanded', () => {
    assert.throws(() => tapTotals('TAP version 13\nok 1\n'), /no total called "pass"/);
  });
});
