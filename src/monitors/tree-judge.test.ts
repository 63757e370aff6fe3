import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { Dispatch } from './dispatch';
import { LogTree } from './log-tree';
import type { Monitor } from './monitor';
import { Sitting } from './sitting';
import { TreeJudge } from './tree-judge';

const HOST: HostDescription = { pageSize: 0x1000n, smmus: [], devices: [] };

/** As many as are worth to be kept as a beginning. */
const EACH = 8;
const BREAKING = 1;

/** A log of reads, some of each of three addresses; some of them, if asked for, happen within the first of these. */
function logOf(addresses: readonly number[], nested = 0): readonly Operation[] {
  return addresses.flatMap((offset, place) =>
    Array.from({ length: EACH }, (_, at) => ({
      n: place * EACH + at,
      phase: 'act',
      within: at > EACH - nested ? place * EACH : undefined,
      by: 'scenario',
      given: false,
      port: 'guest',
      who: 'VM',
      event: { op: 'read', offset, width: 4, value: 0n },
    })),
  );
}

const addressOf = ({ event }: Operation) => ('offset' in event ? event.offset : -1);
const addressesOf = (operations: readonly Operation[]) => operations.map(addressOf).join();

/** How many different beginnings some logs have: what has to be judged at least. */
function beginningsOf(logs: readonly (readonly Operation[])[]): number {
  return new Set(logs.flatMap((log) => log.map((_, last) => addressesOf(log.slice(0, last + 1))))).size;
}

/** A judge of logs that says how much it had to judge; its only clause holds at each operation, and one address breaks it. */
function counting({ failsAt }: { readonly failsAt?: number } = {}) {
  let judged = 0;
  const monitor: Monitor = {
    clause: 'ANY-01',
    layer: 'device',
    sees: ['guest read'],
    looksAt: 'each operation',
    watch: (_, bench) => {
      const kept = bench.keep({ seen: 0 });
      return {
        begins: (operation) => {
          if (addressOf(operation) === failsAt) throw new RangeError('no such address');
          judged += 1;
          kept.seen += 1;
          assert.equal(kept.seen, operation.n + 1, 'a watch sees each operation of its log, in their order');
          bench.held();
          if (addressOf(operation) === BREAKING) bench.violated(operation, `${operation.n}`);
        },
      };
    },
  };
  const dispatch = new Dispatch([monitor]);
  const judge = new TreeJudge<readonly Operation[]>(HOST, (asked) => new Sitting([monitor], dispatch, asked));
  return { judge, judged: () => judged };
}

/** Has logs judged together, and looks at what each came to. */
function judgeTogether(judge: TreeJudge<readonly Operation[]>, logs: readonly (readonly Operation[])[]): void {
  for (const log of logs) judge.add(log, log);
  const told: (readonly Operation[])[] = [];
  judge.judge((log, { held, operations, violations }) => {
    told.push(log);
    assert.deepEqual(held, [log.length]);
    assert.deepEqual(operations, violations.length === 0 ? [] : log);
    assert.deepEqual(
      violations.map(({ operation }) => operation.n),
      log.filter((operation) => addressOf(operation) === BREAKING).map(({ n }) => n),
    );
  });
  assert.equal(new Set(told).size, logs.length);
  assert.equal(told.length, logs.length);
}

describe('logs of a host that wait', () => {
  const addresses = fc.array(fc.nat(2), { maxLength: 6 });
  const batch = fc.array(addresses, { maxLength: 10 });

  it('are judged so that no beginning is judged twice', () => {
    fc.assert(
      fc.property(batch, (some) => {
        const { judge, judged } = counting();
        const logs = some.map((log) => logOf(log));
        judgeTogether(judge, logs);
        assert.equal(judged(), beginningsOf(logs));
      }),
    );
  });

  it('go on from what those before them began with, and come to the same', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 4 }), (batches) => {
        const { judge, judged } = counting();
        for (const some of batches) {
          const before = judged();
          const logs = some.map((log) => logOf(log));
          judgeTogether(judge, logs);
          assert.ok(judged() - before <= beginningsOf(logs));
        }
      }),
    );
  });

  it('come to the same where they part within an operation', () => {
    const log = fc.tuple(addresses, fc.nat(EACH - 1)).map(([some, nested]) => logOf(some, nested));
    fc.assert(
      fc.property(fc.array(fc.array(log, { maxLength: 8 }), { maxLength: 3 }), (batches) => {
        const { judge } = counting();
        for (const logs of batches) judgeTogether(judge, logs);
      }),
    );
  });

  it('wait no more once a monitor has failed', () => {
    const failing = 2;
    const { judge } = counting({ failsAt: failing });
    const log = logOf([0, failing]);
    judge.add(log, log);
    assert.throws(() => judge.judge(() => undefined), RangeError);
    judgeTogether(judge, []);
    judgeTogether(judge, [logOf([0, 0]), logOf([1])]);
  });

  it('leave the latest of them in few pieces, wherever others parted from it', () => {
    const tree = new LogTree<undefined>();
    const whole = logOf(Array.from({ length: 30 }, () => 0));
    const other = logOf([2])[0];
    assert.ok(other);
    for (let length = 1; length < whole.length; length += 1) {
      tree.add([...whole.slice(0, length), { ...other, n: length }], undefined);
      tree.forget();
    }
    const [latest] = tree.root.branches;
    assert.equal(tree.root.branches.length, 1);
    assert.equal(latest?.operations.length, whole.length);
    assert.deepEqual(latest.branches, []);
  });

  it('begin with the boot that the last ones had, which is not judged again', () => {
    const { judge, judged } = counting();
    judgeTogether(judge, [logOf([0, 2, 0]), logOf([0, 2, 2])]);
    const before = judged();
    judgeTogether(judge, [logOf([0, 2, 1]), logOf([0, 2, 0, 2])]);
    assert.equal(judged() - before, 3 * EACH);
  });
});
