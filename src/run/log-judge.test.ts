import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FAULTS } from '../../faults';
import { loadVariant } from '../self-test/variant';
import { layerRevisions } from '../specification/revisions';
import { select } from '../specification/selection';
import { loadSuite } from '../specification/suite';
import type { RunResult } from './outcome';
import { SuiteRun, type SuiteRunOptions } from './suite-run';
import { inProcess } from './under-test';

const suite = loadSuite();
/** Each of its scenarios gives a device a slot, none asks in which order that is written, and they are fewer than are judged together. */
const selection = select(suite.plan, suite.catalogue, { clauses: ['SIDR-11'] });

interface Ran {
  readonly result: RunResult;
  /** IDs of outcomes in the order in which they were told, those of logs among them. */
  readonly told: readonly string[];
}

/** A run on a kernel that writes SID_MATCH before SID_REPLACE. */
async function run(more: Pick<SuiteRunOptions, 'bail' | 'signal'>, onEnd: (id: string) => void = () => undefined): Promise<Ran> {
  const fault = FAULTS.find(({ id }) => id === 'match-before-replace');
  assert.ok(fault);
  const variant = loadVariant(fault, layerRevisions(selection.revisions));
  const told: string[] = [];
  const result = await new SuiteRun({
    suite,
    plan: suite.plan,
    selection,
    support: suite.support,
    underTest: inProcess(variant),
    reference: variant,
    command: 'run',
    reproduce: ({ id }) => id,
    observer: {
      scenarioEnded: ({ scenario }) => {
        told.push(scenario.id);
        onEnd(scenario.id);
      },
      violationFound: ({ scenario }) => told.push(scenario.id),
    },
    ...more,
  }).execute();
  return { result, told };
}

const ofLogs = (ids: readonly string[]) => ids.filter((id) => id.startsWith('VSID-11/monitor/'));

describe('the logs of a run', () => {
  it('are all judged by its end, though some together', async () => {
    const { result, told } = await run({});
    const broken = ofLogs(told);
    assert.ok(broken.length > 1);
    assert.deepEqual(broken, ofLogs(result.scenarios.map(({ scenario }) => scenario.id)));
    assert.equal(result.monitors?.find(({ clause }) => clause === 'VSID-11')?.violated, broken.length);
    assert.equal(result.verdict, 'notConformant');
  });

  it('are told from some operations before the one that broke a clause on, and that they are', async () => {
    const { result } = await run({});
    const [first] = result.scenarios.filter(({ scenario }) => scenario.id.startsWith('VSID-11/monitor/'));
    const operations = first?.failure?.operations ?? [];
    assert.match(operations[0] ?? '', /^\(\d+ more lines left out\)$/);
    assert.ok(operations.slice(1).every((line) => !line.includes('left out')));
  });

  it('are judged at once where the run is to end with the first failure', async () => {
    const { result, told } = await run({ bail: true });
    const [broken, ...more] = ofLogs(told);
    assert.ok(broken !== undefined && more.length === 0);
    const own = told.indexOf(broken.slice('VSID-11/monitor/'.length));
    assert.equal(told.indexOf(broken), own + 1);
    assert.equal(result.reason, 'the run was ended at the first failure, as asked for');
  });

  it('are judged where the run is interrupted', async () => {
    const whole = ofLogs((await run({})).told);
    const [first] = whole;
    const interruption = new AbortController();
    const { result, told } = await run({ signal: interruption.signal }, (id) => {
      if (first?.endsWith(`/${id}`) === true) interruption.abort();
    });
    assert.equal(result.verdict, 'incomplete');
    assert.deepEqual(ofLogs(told), whole.slice(0, 1));
  });
});
