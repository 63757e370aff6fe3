import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ALTERNATIVES } from '../../alternatives';
import { FAULTS } from '../../faults';
import type { AlternativeResult, FaultResult } from '../../src/self-test/self-test';
import { KeptResults } from './kept-results';

const folder = mkdtempSync(join(tmpdir(), 'kept-results-'));
after(() => rmSync(folder, { recursive: true }));

const [fault] = FAULTS;
const [alternative] = ALTERNATIVES;
assert.ok(fault !== undefined && alternative !== undefined);

const CAUGHT: FaultResult = {
  fault,
  ending: 'ran',
  clauses: ['CQ-11'],
  level: 'MUST',
  caught: true,
  scenarios: ['CQ-11/one'],
  upset: 0,
  monitored: ['CQ-11'],
};
const ACCEPTED: AlternativeResult = { alternative, ending: 'ran', accepted: true, clauses: [], scenarios: [], leads: [] };

describe('results that are kept while they come', () => {
  it('are there again for the same sources, as they were', () => {
    const file = join(folder, 'same', 'results.ndjson');
    const first = new KeptResults(file, 'sources', false);
    first.add(CAUGHT);
    first.add(ACCEPTED);
    const next = new KeptResults(file, 'sources', false);
    assert.equal(next.size, 2);
    assert.ok(next.has(fault.id) && next.has(alternative.id));
    assert.deepEqual(next.of(FAULTS, ALTERNATIVES), { faults: [CAUGHT], alternatives: [ACCEPTED] });
  });

  it('are gone on with behind a line that was cut', () => {
    const file = join(folder, 'cut.ndjson');
    new KeptResults(file, 'sources', false).add(CAUGHT);
    appendFileSync(file, '{"alternative":"x","end');
    const next = new KeptResults(file, 'sources', false);
    assert.equal(next.size, 1);
    next.add(ACCEPTED);
    assert.equal(new KeptResults(file, 'sources', false).size, 2);
  });

  it('are forgotten where sources are others, where a run begins afresh, and where all is told', () => {
    const file = join(folder, 'others.ndjson');
    new KeptResults(file, 'sources', false).add(CAUGHT);
    assert.equal(new KeptResults(file, 'others', false).size, 0);
    assert.equal(new KeptResults(file, 'sources', false).size, 0);
    new KeptResults(file, 'sources', false).add(CAUGHT);
    assert.equal(new KeptResults(file, 'sources', true).size, 0);
    const last = new KeptResults(file, 'sources', false);
    last.add(CAUGHT);
    last.forget();
    assert.equal(existsSync(file), false);
  });
});
