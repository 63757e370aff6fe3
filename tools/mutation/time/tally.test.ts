import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Equivalents } from '../equivalents';
import type { KeptResult } from './kept-results';
import { type Fate, overTimeScore, overTimeText } from './tally';

function fate(file: string, replacement: string, result: Omit<KeptResult, 'code'>): Fate {
  return { line: 3, text: { file, line: 'a();', original: 'a();', replacement }, result: { code: 'c', ...result } };
}

const FATES = [
  fate('kernel/a.ts', 'acts only once', { fate: 'killed', by: ['A-01/a', 'd'] }),
  fate('kernel/a.ts', 'acts twice', { fate: 'survived', active: true }),
  fate('kernel/a.ts', 'acts no more', { fate: 'survived', active: false }),
  fate('kernel/a.ts', 'known', { fate: 'survived', active: true }),
  fate('device/b.ts', 'acts only once', { fate: 'killed' }),
  fate('device/b.ts', 'crashes', { fate: 'invalid' }),
  fate('device/b.ts', 'keeps a copy', { fate: 'survived', active: false }),
];

describe('overTimeScore', () => {
  const known = { file: 'kernel/a.ts', line: 'a();', original: 'a();', replacement: 'known' };
  const { score, survivors } = overTimeScore(FATES, new Equivalents([{ reason: 'a reason', mutants: [known] }]));

  it('counts by layer; what is explained, what crashes and copies of what cannot be copied are no holes', () => {
    assert.deepEqual(score.layers.kernel, { made: 4, killed: 1, survived: 2, idle: 1, explained: 1, score: 33.3 });
    assert.deepEqual(score.layers.device, { made: 1, killed: 1, survived: 0, idle: 0, explained: 0, score: 100 });
    assert.equal(score.score, 50);
    assert.match(overTimeText(score), /^all +5 made +2 killed +2 survived \( +1 idle\) +1 explained +50\.0 %$/m);
  });

  it('names the survivors that nobody has explained', () => {
    assert.deepEqual(
      survivors.map(({ text }) => text.replacement),
      ['acts twice', 'acts no more'],
    );
  });
});
