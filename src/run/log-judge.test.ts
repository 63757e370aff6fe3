import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FAULTS } from '../../faults';
import { reference } from '../../reference';
import { type Operation, OperationLog } from '../machine/log';
import type { Log } from '../monitors';
import { known } from '../ports';
import { loadVariant } from '../self-test/variant';
import { layerRevisions } from '../specification/revisions';
import { select } from '../specification/selection';
import { loadSuite } from '../specification/suite';
import { HW_QUEUE_ALLOC } from '../tables/uapi';
import { LogJudge } from './log-judge';
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

describe('a log in which something does not come to its end', () => {
  const asks = ({ event, port }: Operation) => port === 'host' && event.op === 'ioctl' && event.request === HW_QUEUE_ALLOC.number;
  /** Their guest has seen that its VINTF is enabled. */
  const booting = select(suite.plan, suite.catalogue, { clauses: ['GUEST-06'] });
  const { binding } = select(suite.plan, suite.catalogue, { clauses: ['ALLOC-03'] });

  /** A log of the reference, in which a device asks for a vCMDQ. */
  async function asking(): Promise<Log> {
    const logs: Log[] = [];
    const { plan, support } = suite;
    const more = { underTest: inProcess(reference), reference, command: 'run', reproduce: () => '' };
    const logMade: SuiteRunOptions['logMade'] = ({ host, log }) => logs.push({ host, operations: log.operations });
    await new SuiteRun({ suite, plan, selection: booting, support, logMade, ...more }).execute();
    const log = logs.find(({ operations }) => operations.some((operation) => asks(operation) && operation.within !== undefined));
    assert.ok(log);
    return log;
  }

  /** Clauses broken where all of it happens up to the request, and then `end`. */
  async function broken(end: (log: OperationLog, open: readonly number[]) => Promise<void>): Promise<readonly string[]> {
    const { host, operations } = await asking();
    const log = new OperationLog();
    const open: number[] = [];
    for (const { by, event, port, who, within } of operations.slice(0, operations.findIndex(asks))) {
      while (open.length > 0 && open.at(-1) !== within) await log.over(open.pop() ?? 0, known(undefined));
      open.push(log.begin(port, who, event, by));
    }
    await end(log, open);
    const judge = new LogJudge(binding, ['device'], () => '');
    const [scenario] = booting.scenarios;
    assert.ok(scenario);
    judge.machineMade({ host, log });
    judge.scenarioEnded(scenario);
    return judge.judgeWaiting().flatMap((outcome) => outcome.scenario.clauses);
  }

  it('accuses nobody of what may have followed', async () => {
    const dies = () => Promise.reject(new Error('the device is gone'));
    assert.deepEqual(await broken(async () => undefined), []);
    assert.deepEqual(await broken((log, open) => log.over(open.at(-1) ?? 0, dies()).catch(() => undefined)), []);
    // Where the write ends, the device has asked for nothing.
    const whole = await broken(async (log, open) => {
      for (const n of [...open].reverse()) await log.over(n, known(undefined));
    });
    assert.deepEqual(whole, ['ALLOC-03']);
  });
});
