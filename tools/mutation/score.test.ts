import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlannedScenario } from '../../src/specification/plan';
import { Equivalents } from './equivalents';
import { tally } from './score';
import type { Mutant, StrykerReport } from './stryker-report';
import { withoutUndecided } from './undecided';

const SOURCE = 'if (a) b();\nreturn c;\n';

function mutant(status: Mutant['status'], line: number, more: Partial<Mutant> = {}): Mutant {
  const length = line === 1 ? 11 : 9;
  return {
    mutatorName: 'BlockStatement',
    replacement: '{}',
    status,
    location: { start: { line, column: 1 }, end: { line, column: length + 1 } },
    ...more,
  };
}

function report(mutants: readonly Mutant[]): StrykerReport {
  const tests = [1, 2].map((number) => ({ id: String(number), location: { start: { line: 10 * number, column: 1 } } }));
  return { files: { 'reference/device/x.ts': { source: SOURCE, mutants } }, testFiles: { 'features/device/y.feature': { tests } } };
}

/** What is left of a planned scenario for the clauses that it counts for. */
function planned(...clauses: string[]): PlannedScenario {
  return {
    id: 'A-01/a',
    name: 'a',
    feature: 'features/device/y.feature',
    line: 10,
    layer: 'device',
    clauses,
    tags: [],
    steps: [],
    definition: { line: 10, text: '', backgrounds: [] },
  };
}

const scenarioAt = (_feature: string, line: number) => (line === 10 ? planned('A-01', 'B-02') : planned('A-01'));

describe('the tally of mutants', () => {
  it('counts a mutant once for each clause whose scenarios killed it', () => {
    const mutants = [mutant('Killed', 1, { killedBy: ['1', '2'] }), mutant('Killed', 2, { killedBy: ['2'] })];
    const { clauses, killed, score } = tally(report(mutants), scenarioAt, new Equivalents([]));
    assert.deepEqual(clauses, { 'A-01': 2, 'B-02': 1 });
    assert.deepEqual([killed, score], [2, 100]);
  });

  it('takes one that nothing reaches for a survivor, one that hangs for killed, one that crashes for neither', () => {
    const mutants = [mutant('NoCoverage', 1), mutant('Timeout', 1), mutant('RuntimeError', 2), mutant('Survived', 2)];
    const { invalid, killed, score, survived, survivors } = tally(report(mutants), scenarioAt, new Equivalents([]));
    assert.deepEqual([killed, survived, invalid, score], [1, 2, 1, 33.3]);
    assert.deepEqual(survivors[1], { at: 2, file: 'device/x.ts', line: 'return c;', original: 'return c;', replacement: '{}' });
  });

  it('counts survivors that are explained apart, and tells of explanations that nobody needs', () => {
    const explained = { file: 'device/x.ts', line: 'return c;', original: 'return c;', replacement: '{}' };
    const gone = { ...explained, replacement: 'gone' };
    const equivalents = new Equivalents([{ reason: 'nothing reads c', mutants: [explained, gone] }]);
    const { equivalent, score, survived } = tally(report([mutant('Killed', 1), mutant('Survived', 2)]), scenarioAt, equivalents);
    assert.deepEqual([equivalent, survived, score], [1, 0, 50]);
    assert.deepEqual(equivalents.stale, [gone]);
  });
});

describe('mutants that only a sample has tried', () => {
  it('are left out, so that they are tried anew', () => {
    const settled = mutant('Survived', 1, { coveredBy: ['1', '2'], testsCompleted: 2 });
    const sampled = mutant('Survived', 2, { coveredBy: ['1', '2'], testsCompleted: 1 });
    const { report: rest, undecided } = withoutUndecided(report([settled, sampled, mutant('Killed', 1)]));
    assert.equal(undecided, 1);
    assert.deepEqual(rest.files['reference/device/x.ts']?.mutants, [settled, mutant('Killed', 1)]);
  });
});
