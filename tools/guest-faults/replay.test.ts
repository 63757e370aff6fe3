import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import { FAULTS } from '../../faults';
import { examine } from '../../src/self-test/examination';
import { loadVariant } from '../../src/self-test/variant';
import { layerRevisions } from '../../src/specification/revisions';
import { select } from '../../src/specification/selection';
import { loadSuite } from '../../src/specification/suite';
import { Recording } from './recording';
import { replay } from './replay';
import type { Entry } from './tape';

const suite = loadSuite();
/** Queues are made, stop with an error, and go again, through all three layers. */
const SCENARIO = 'GUEST-10/an-error-of-vcmdq-0-travels-from-the-hardware-to-the-guest-s-interrupt';
const selection = select(suite.plan, suite.catalogue, { clauses: [SCENARIO] });
const revisions = layerRevisions(selection.revisions);

async function parts(entries: readonly Entry[], id: string) {
  const fault = FAULTS.find((one) => one.id === id);
  assert.ok(fault, `no fault is called ${id}`);
  return replay(entries, loadVariant(fault, revisions));
}

describe('a tape of what a guest had done to kernel and hardware', () => {
  let entries: readonly Entry[] = [];

  before(async () => {
    const recording = new Recording(loadVariant(undefined, revisions));
    const { caughtBy, upset } = await examine(recording.implementation, { suite, selection, leads: false, onScenario: () => undefined });
    assert.deepEqual([caughtBy, upset], [[], []]);
    // As it is when it was kept in a file.
    entries = deserialize(serialize(recording.entries)) as Entry[];
  });

  it('tells what came from above and what the layers did', () => {
    const kinds = new Set(entries.map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ['answer', 'call', 'does']);
    assert.ok(entries.some((entry) => entry.kind === 'call' && entry.method === 'ioctl'));
  });

  it('is the same on the implementation that left it', async () => {
    assert.equal(await replay(entries, loadVariant(undefined, revisions)), undefined);
  });

  it('parts where a fault of the kernel is met', async () => {
    const difference = await parts(entries, 'match-before-replace');
    assert.match(difference?.actual ?? '', /write/);
    assert.notEqual(difference?.actual, difference?.expected);
  });

  it('parts where a fault of the hardware is met', async () => {
    const difference = await parts(entries, 'rd-past-failure');
    assert.ok(difference !== undefined && difference.at > 0);
  });

  it('does not part where a fault is not met', async () => {
    assert.equal(await parts(entries, 'global-disable-timeout-ignored'), undefined);
  });

  it('parts where a tape has more than the implementation does', async () => {
    const more: readonly Entry[] = [...entries, { kind: 'does', id: -1, words: 'smmu0 write more' }];
    assert.deepEqual(await replay(more, loadVariant(undefined, revisions)), {
      at: entries.length,
      expected: 'smmu0 write more',
      actual: 'nothing',
    });
  });
});
