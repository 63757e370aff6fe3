import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Clause } from './clauses/catalogue';
import { loadPlan } from './load-plan';
import type { Plan } from './plan';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-plan-'));
after(() => rmSync(directory, { recursive: true }));

let features = 0;

/** The plan of one feature file at `path` below the features. */
function planOf(path: string, text: string): Plan {
  features += 1;
  const root = join(directory, String(features), 'features');
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  const clause: Clause = { id: '', chapter: '', level: 'MUST', title: '', text: '', source: [], since: '', layer: 'device' };
  return loadPlan(root, { clause: (id) => (id.startsWith('NONE') ? undefined : { ...clause, id }) });
}

const FEATURE = `Feature: Queues

  Background:
    Given a VM

  @ALLOC-04
  Rule: ALLOC-04 Order

    MUST. Source: overview. Since mail-v5.

    @LIFE-11 @slow
    Scenario Outline: BASE <when>, in hex 0x<hex>
      When the guest writes
        | BASE | 0x<hex> |
        | A    | 1       |

      Examples:
        | when | hex |
        | last | 10  |
        | 1st  | 20  |

  # The next rule.
  @ALLOC-05
  Rule: ALLOC-05 Reset

    Scenario: out of reset
      Then it is on
`;

describe('the plan', () => {
  const plan = planOf('device/queues.feature', FEATURE);
  const [last, first, reset] = plan.scenarios;

  it('has a scenario for each row, under an ID made of its clause and its name', () => {
    assert.deepEqual(
      plan.scenarios.map(({ id, line }) => [id, line]),
      [
        ['ALLOC-04/base-last-in-hex-0x10', 19],
        ['ALLOC-04/base-1st-in-hex-0x20', 20],
        ['ALLOC-05/out-of-reset', 26],
      ],
    );
    assert.deepEqual(plan.problems, []);
  });

  it('knows layer, file, clauses and tags', () => {
    assert.equal(last?.layer, 'device');
    assert.equal(last?.feature, 'features/device/queues.feature');
    assert.deepEqual(last?.clauses, ['ALLOC-04', 'LIFE-11']);
    assert.deepEqual(last?.tags, ['@ALLOC-04', '@LIFE-11', '@slow']);
  });

  it('has the steps with their values, the background before them', () => {
    assert.deepEqual(
      last?.steps.map((step) => [step.keyword + step.text, ...step.argument]),
      [['Given a VM'], ['When the guest writes', '| BASE | 0x10 |', '| A    | 1    |']],
    );
  });

  it('has the scenario as it is written, from its tags to its rows', () => {
    assert.equal(last?.definition, first?.definition);
    assert.match(last?.definition.text ?? '', /^@LIFE-11 @slow\nScenario Outline: BASE <when>[\s\S]*\| 1st {2}\| 20 {2}\|$/);
    assert.equal(reset?.definition.text, 'Scenario: out of reset\n  Then it is on');
  });

  it('has the rules with their descriptions', () => {
    assert.deepEqual(
      plan.features[0]?.rules.map(({ name, description }) => [name, ...description]),
      [['ALLOC-04 Order', 'MUST. Source: overview. Since mail-v5.'], ['ALLOC-05 Reset']],
    );
  });
});

describe('faulty features', () => {
  const messages = (path: string, text: string) => planOf(path, text).problems.map(({ line, message }) => `${line}: ${message}`);

  it('are told by line', () => {
    const rule = '@ALLOC-01\nRule: A\n';
    assert.match(messages('device/a.feature', 'Feature: A\nScenario: s\n  Given x\n  Gven y\n')[0] ?? '', /^4: .*got 'Gven y'/);
    assert.deepEqual(messages('device/a.feature', 'Feature: A\nScenario: s\n  Given x\n'), ['2: scenario "s" names no clause']);
    assert.deepEqual(messages('gpu/a.feature', `Feature: A\n${rule}Scenario: s\n  Given x\n`), [
      '4: stands in none of the folders device, kernel, hardware, stack',
    ]);
    assert.deepEqual(messages('device/a.feature', 'Feature: A\n@NONE-1\nRule: A\nScenario: s\n  Given x\n'), ['4: no clause NONE-1']);
  });

  it('keep the first of two scenarios with one ID', () => {
    const plan = planOf('device/a.feature', 'Feature: A\n@ALLOC-01\nRule: A\nScenario: s!\n  Given x\nScenario: s\n  Given y\n');
    assert.equal(plan.scenarios.length, 1);
    assert.deepEqual(plan.problems[0]?.message, 'scenario ID ALLOC-01/s is taken by features/device/a.feature:4');
  });
});
