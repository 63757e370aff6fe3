import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reference } from '../../reference';
import { tinySuite } from '../adapters/faulty/run-against';
import { Expectations } from '../run/expectations/expectations';
import { SuiteRun } from '../run/suite-run';
import { inProcess } from '../run/under-test';
import { select } from '../specification/selection';
import { type Shard, shardOf } from '../specification/shard';
import { loadSuite } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';
import { mergeReports } from './merge';
import { type Report, toReport } from './report';

const { directory, features } = tinySuite();
const clauses = ['T-01', 'T-02'].map((id) => ({ id, level: 'MUST', title: id, text: id, source: ['book'], since: 'first' }));
writeFileSync(join(features, 'clauses', 'T.json'), JSON.stringify({ chapter: 'T', title: 'T', layer: 'device', clauses }));
writeFileSync(
  join(features, 'device', 'u.feature'),
  `Feature: U
  @T-02
  Rule: T-02 T-02
    Scenario: deviates
      Given a VM with CMDQ-V
      When the guest reads CMDQV_PARAM
      Then the read gives 0x1
    Scenario: conforms
      Given a VM with CMDQ-V
      When the guest reads CMDQV_PARAM
      Then the read gives 0x00004011
`,
);
const suite = loadSuite({ features });
const { catalogue, plan } = suite;
after(() => rmSync(directory, { recursive: true }));

const expectations = new Expectations({ deviations: [{ id: 'T-02', reason: 'known', link: 'none' }] }, reference.version);

async function report(shard?: Shard): Promise<Report> {
  const chosen = select(plan, catalogue);
  const run = new SuiteRun({
    suite,
    plan,
    selection: shard === undefined ? chosen : shardOf(chosen, shard),
    support: suite.support,
    underTest: inProcess(reference),
    reference,
    command: 'run',
    reproduce: ({ id }) => id,
    expectations,
    ...(shard === undefined ? {} : { shard }),
  });
  return JSON.parse(JSON.stringify(toReport(await run.execute())));
}

/** The report without what differs from run to run. */
function timeless(given: Report): object {
  const { environment, scenarios, ...others } = given;
  return {
    ...others,
    environment: { ...environment, startedAt: '', durationMs: 0 },
    scenarios: scenarios.map((scenario) => ({ ...scenario, durationMs: 0 })),
  };
}

describe('the reports of all shards', () => {
  const parts: Report[] = [];
  let whole: Report;
  before(async () => {
    whole = await report();
    for (const index of [1, 2, 3]) parts.push(await report({ index, count: 3 }));
  });
  const merged = (...reports: (Report | undefined)[]) =>
    mergeReports(
      reports.filter((one) => one !== undefined),
      { plan, catalogue },
    );

  it('tell which step did what before a failure, and the cause', () => {
    const failed = whole.scenarios.find(({ failure }) => failure !== undefined);
    const { operations = [], sections = [] } = failed?.failure ?? {};
    const [boot, act] = sections;
    assert.deepEqual([boot?.step, act?.step], ['Given a VM with CMDQ-V', 'When the guest reads CMDQV_PARAM']);
    assert.equal(
      sections.reduce((sum, { count }) => sum + count, 0),
      operations.length,
    );
    assert.deepEqual(operations.slice(act?.from, (act?.from ?? 0) + (act?.count ?? 0)).length, 1);
    assert.match(operations[act?.from ?? 0] ?? '', /read CMDQV_PARAM/);
    assert.deepEqual(
      whole.causes?.map(({ scenarios }) => scenarios),
      [[failed?.id]],
    );
  });

  it('are together the report of the whole, in whatever order they come', () => {
    assert.deepEqual(whole.totals, { ...whole.totals, passed: 4, failed: 1, knownDeviation: 1 });
    assert.equal(whole.verdict, 'notConformant');
    const [first, second, third] = parts;
    for (const order of [parts, [third, first, second]]) {
      assert.deepEqual(timeless(JSON.parse(JSON.stringify(toReport(merged(...order))))), timeless(whole));
    }
  });

  it('add up', () => {
    const total = parts.reduce((sum, { environment }) => sum + environment.durationMs, 0);
    assert.equal(merged(...parts).environment.durationMs, total);
  });

  it('are incomplete if one of them is', () => {
    const [first, ...others] = parts;
    assert.ok(first);
    const cut: Report = { ...first, verdict: 'incomplete', complete: false, reason: 'interrupted' };
    const { complete, reason, verdict } = merged(cut, ...others);
    assert.deepEqual([verdict, complete, reason], ['incomplete', false, 'interrupted']);
  });

  it('are refused if one is missing, given twice, of another run or no shard', () => {
    const [first, second, third] = parts;
    assert.ok(first && second && third);
    const foreign: Report = { ...third, implementation: { ...third.implementation, version: '0' } };
    const other: Report = { ...third, shard: { index: 3, count: 4 } };
    for (const [reports, problem] of [
      [[], /no report/],
      [[first, second], /shard 3 of 3 is missing/],
      [[first, second, second, third], /given twice/],
      [[first, second, second], /shard 3 of 3 is missing/],
      [[first, second, foreign], /different runs/],
      [[first, second, other], /not shards of one run/],
      [[whole], /not shards of one run/],
    ] as const) {
      assert.throws(
        () => merged(...reports),
        (error) => error instanceof WrongUse && problem.test(error.message),
      );
    }
    const unknown: Report = { ...first, scenarios: first.scenarios.map((scenario) => ({ ...scenario, id: `${scenario.id}-x` })) };
    if (first.scenarios.length > 0) assert.throws(() => merged(unknown, second, third), /does not have/);
  });
});
