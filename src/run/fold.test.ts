import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clause } from '../specification/clauses/catalogue';
import { foldChapters, foldClauses, runVerdict, totalsOf } from './fold';
import type { ScenarioOutcome } from './outcome';
import type { Verdict } from './session';

const CLAUSE: Clause = { id: 'A-01', chapter: 'A', level: 'MUST', title: '', text: '', source: [], since: '', layer: 'device' };

function outcome(verdict: Verdict, ...clauses: string[]): ScenarioOutcome {
  const definition = { line: 1, text: '', backgrounds: [] };
  const scenario = { id: '', name: '', feature: '', line: 1, layer: 'device', clauses, tags: [], steps: [], definition } as const;
  return { scenario, verdict, durationMs: 1 };
}

describe('the verdict of a clause', () => {
  it('is the worst of its scenarios', () => {
    const outcomes = [
      outcome('passed', 'A-01'),
      outcome('failed', 'B-01', 'A-01'),
      outcome('couldNotRun', 'A-01'),
      outcome('failed', 'B-01'),
    ];
    const [folded] = foldClauses([CLAUSE], outcomes);
    assert.equal(folded?.verdict, 'failed');
    assert.equal(folded?.scenarios.length, 3);
    assert.equal(foldClauses([CLAUSE], [outcome('notObservable', 'A-01'), outcome('passed', 'A-01')])[0]?.verdict, 'notObservable');
  });

  it('says why there is none', () => {
    assert.equal(foldClauses([CLAUSE], [])[0]?.verdict, 'notCovered');
    assert.equal(foldClauses([{ ...CLAUSE, untestable: 'hidden' }], [])[0]?.verdict, 'untestable');
  });
});

describe('a chapter', () => {
  it('counts a scenario that two chapters share once', () => {
    const other: Clause = { ...CLAUSE, id: 'B-01', chapter: 'B' };
    const clauses = foldClauses([CLAUSE, other], [outcome('passed', 'B-01', 'A-01'), outcome('passed', 'A-01')]);
    const chapters = ['A', 'B', 'C'].map((id) => ({ id, title: id, layer: 'device' as const, clauses: [] }));
    const folded = foldChapters(chapters, clauses).map(({ chapter, totals }) => [chapter.id, totals.passed]);
    assert.deepEqual(folded, [
      ['A', 1],
      ['B', 1],
    ]);
  });
});

describe('the verdict of a run', () => {
  const verdictOf = (...verdicts: Verdict[]) => runVerdict(totalsOf(verdicts.map((verdict) => outcome(verdict))));

  it('is as expected, not conformant, with a deviation on record', () => {
    assert.equal(verdictOf('passed', 'knownDeviation'), 'asExpected');
    assert.equal(verdictOf('passed', 'knownDeviation', 'failed'), 'notConformant');
    assert.equal(verdictOf('passed', 'knownDeviation', 'unexpectedPass'), 'notConformant');
    assert.equal(verdictOf('passed', 'knownDeviation', 'couldNotRun'), 'couldNotRun');
  });

  it('is conformant only if something passed and nothing failed or could not run', () => {
    assert.equal(verdictOf('passed', 'notApplicable', 'notObservable'), 'conformant');
    assert.equal(verdictOf('passed', 'couldNotRun', 'failed'), 'notConformant');
    assert.equal(verdictOf('passed', 'couldNotRun'), 'couldNotRun');
    assert.equal(verdictOf('notApplicable', 'knownDeviation'), 'couldNotRun');
    assert.equal(verdictOf(), 'couldNotRun');
  });
});
