import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { reference } from '../../../reference';
import * as lowestFree from '../../../reference/kernel/lowest-free';
import type { ClauseOutcome, ScenarioOutcome } from '../../run/outcome';
import { SuiteRun } from '../../run/suite-run';
import { inProcess } from '../../run/under-test';
import type { PlannedStep } from '../../specification/plan';
import { select } from '../../specification/selection';
import { loadSuite } from '../../specification/suite';
import { type Cause, causesOf, rootCauses } from './causes';
import { isWithin } from './done';
import { messageShape } from './message-shape';

/** A failed scenario of these steps, the last of which failed unless another is named. */
function failed(id: string, lines: readonly string[], message: string, at = lines.at(-1) ?? ''): ScenarioOutcome {
  const steps = lines.map((line): PlannedStep => {
    const [keyword = '', ...text] = line.split(' ');
    return { keyword: `${keyword} `, text: text.join(' '), line: 1, argument: [] };
  });
  const clause = id.split('/')[0] ?? '';
  const definition = { line: 1, text: '', backgrounds: [] };
  const scenario = { id, name: id, feature: 'f', line: 1, layer: 'device', clauses: [clause], tags: [], steps, definition } as const;
  const failure = { message, step: at, expected: [], actual: [], operations: [], reproduce: 'r' };
  return { scenario, verdict: 'failed', durationMs: 0, failure };
}

function causes(scenarios: readonly ScenarioOutcome[]): readonly Cause[] {
  return causesOf({ clauses: [], scenarios });
}

const told = (found: readonly Cause[]) =>
  found.map(({ clause, failures, followsFrom }) => [clause, failures.length, followsFrom?.cause, followsFrom?.doing]);

describe('failures', () => {
  it('of one clause that say the same but for numbers are one cause', () => {
    const found = causes([
      failed('A-01/x', ['When a', 'When b', 'Then c'], 'VINTF3_CONFIG reads 0x1, not 0x2\nmore'),
      failed('A-01/y', ['When a', 'Then c'], 'VINTF11_CONFIG reads 0xff, not 12'),
      failed('A-01/z', ['When d', 'Then c'], 'no call'),
    ]);
    assert.deepEqual(told(found), [
      ['A-01', 2, undefined, undefined],
      ['A-01', 1, undefined, undefined],
    ]);
    assert.deepEqual(
      found[0]?.failures.map(({ scenario }) => scenario.id),
      ['A-01/y', 'A-01/x'],
    );
    assert.equal(messageShape('VINTF3_CONFIG reads 0xAb, not 7\n8'), 'VINTF#_CONFIG reads #, not #');
  });

  it('follow from one that did strictly less, whatever form its sentences have', () => {
    const found = causes([
      failed('B-01/b', ['Given a VM with CMDQ-V', 'When the guest reads X', 'Then it is 1'], 'b'),
      failed('C-01/c', ['When the kernel boots', 'Then it does'], 'c'),
      failed('A-01/a', ['When a VM starts with CMDQ-V', 'Then it runs'], 'a'),
    ]);
    assert.deepEqual(told(found), [
      ['A-01', 1, undefined, undefined],
      ['C-01', 1, undefined, undefined],
      ['B-01', 1, 0, 'less'],
    ]);
    const [root] = rootCauses(found);
    assert.deepEqual([root?.following, root?.followers.length], [1, 1]);
  });

  it('follow from the one with most in common, and what follows is no cause itself', () => {
    const found = causes([
      failed('A-01/a', ['When a', 'Then x'], 'a'),
      failed('B-01/b', ['When b', 'When c', 'Then x'], 'b'),
      failed('C-01/c', ['When a', 'When b', 'When c', 'When d', 'Then x'], 'c'),
      failed('D-01/d', ['When a', 'When d', 'Then x'], 'd'),
      failed('E-01/e', ['When a', 'When a', 'Then x'], 'e'),
    ]);
    assert.deepEqual(told(found), [
      ['A-01', 1, undefined, undefined],
      ['B-01', 1, undefined, undefined],
      ['D-01', 1, 0, 'less'],
      ['E-01', 1, 0, 'less'],
      ['C-01', 1, 1, 'less'],
    ]);
  });

  it('of two that did the same follow from the one that expects less', () => {
    const found = causes([failed('A-01/a', ['When a', 'Then x', 'And y'], 'a'), failed('B-01/b', ['When a', 'Then z'], 'b')]);
    assert.deepEqual(told(found), [
      ['B-01', 1, undefined, undefined],
      ['A-01', 1, 0, 'same'],
    ]);
  });

  it('before the act come from the clause whose act it is', () => {
    const found = causes([
      failed('A-01/a', ['Given a VM with CMDQ-V', 'When the guest reads X'], 'no VM', 'Given a VM with CMDQ-V'),
      failed('B-01/b', ['When a VM starts with CMDQ-V', 'Then it runs'], 'no VM', 'When a VM starts with CMDQ-V'),
    ]);
    assert.deepEqual(told(found), [
      ['B-01', 1, undefined, undefined],
      ['A-01', 1, 0, 'same'],
    ]);
  });

  it('of one clause do not follow from each other, and nothing follows from one that did nothing', () => {
    const found = causes([
      failed('A-01/a', ['When a', 'Then x'], 'a'),
      failed('A-01/b', ['When a', 'When b', 'Then x'], 'b'),
      failed('B-01/c', ['Then x'], 'c'),
    ]);
    assert.deepEqual(
      found.map(({ followsFrom }) => followsFrom),
      [undefined, undefined, undefined],
    );
  });

  it('are compared as often as things are done', () => {
    assert.ok(isWithin([1, 1, 3], [1, 1, 2, 3]));
    assert.ok(!isWithin([1, 1, 3], [1, 2, 3]));
    assert.ok(isWithin([], [1]));
    assert.ok(!isWithin([4], [1, 2, 3]));
  });
});

describe('a kernel that hands VINTFs out from the top', () => {
  const { LowestFree } = lowestFree;
  class HighestVintf extends LowestFree {
    readonly #free: number[] | undefined;
    constructor(first: number, last: number) {
      super(first, last);
      // The numbers of VINTFs are the only ones that end there.
      if (last === 63) this.#free = Array.from({ length: last - first + 1 }, (_, place) => first + place);
    }
    override take(): number | undefined {
      return this.#free === undefined ? super.take() : this.#free.pop();
    }
    override give(number: number): void {
      if (this.#free === undefined) super.give(number);
      else this.#free.push(number);
    }
  }
  let found: readonly Cause[] = [];
  let clauses: readonly ClauseOutcome[] = [];
  before(async () => {
    Object.assign(lowestFree, { LowestFree: HighestVintf });
    const suite = loadSuite();
    const { catalogue, plan, support } = suite;
    const run = new SuiteRun({
      suite,
      plan,
      selection: select(plan, catalogue, { clauses: ['VHW-*', 'UAPI-VIOMMU-*', 'PHYS-06', 'UAPI-HWQ-*', 'VSID-*', 'RD-*'] }),
      support,
      underTest: inProcess(reference),
      reference,
      command: 'run',
      reproduce: ({ id }) => id,
    });
    const result = await run.execute();
    clauses = result.clauses;
    found = causesOf(result);
  });
  after(() => Object.assign(lowestFree, { LowestFree }));

  it('fails far apart, and one cause is left: that VIOMMU_ALLOC takes another VINTF', () => {
    const failing = clauses.filter(({ verdict }) => verdict === 'failed').map(({ clause }) => clause.id);
    assert.ok(failing.length > 20 && failing.includes('PHYS-06') && failing.includes('RD-03'), failing.join());
    const [root, ...others] = rootCauses(found);
    assert.ok(
      others.every(({ clause, following }) => clause === root?.clause && following === 0),
      others.map(({ clause }) => clause).join(),
    );
    assert.equal(root?.clause, 'PHYS-06');
    assert.match(root?.failures[0]?.scenario.id ?? '', /^PHYS-06\/monitor\//);
    assert.ok(root?.followers.some(({ clause }) => clause === 'VHW-01'));
  });
});
