import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Operation } from '../machine/log';
import type { HostDescription } from '../ports';
import { LogsOfHost } from './logs-of-hosts';

const HOST: HostDescription = { pageSize: 0x1000n, smmus: [], devices: [] };

/** A log in which the n-th operation is a read of one of three registers. */
function logOf(offsets: readonly number[]): readonly Operation[] {
  return offsets.map((offset, n) => ({
    n,
    phase: 'act',
    within: undefined,
    by: 'scenario',
    given: false,
    port: 'guest',
    who: 'VM',
    event: { op: 'read', offset, width: 4, value: 0n },
  }));
}

const offsetsOf = (operations: readonly Operation[]) => operations.map(({ event }) => ('offset' in event ? event.offset : -1)).join();

/** How many different beginnings some logs have: what has to be judged at least. */
function beginningsOf(logs: readonly (readonly Operation[])[]): number {
  return new Set(logs.flatMap((log) => log.map((_, last) => offsetsOf(log.slice(0, last + 1))))).size;
}

describe('logs of a host', () => {
  const log = fc.array(fc.nat(2), { maxLength: 8 }).map(logOf);

  it('that wait are all taken, in an order in which no beginning comes twice', () => {
    fc.assert(
      fc.property(fc.array(log, { maxLength: 12 }), (added) => {
        const logs = new LogsOfHost(HOST);
        for (const one of added) logs.add(one);
        const turns = logs.take();
        assert.deepEqual(turns.map(({ operations }) => offsetsOf(operations)).sort(), added.map(offsetsOf).sort());
        const judged = turns.reduce((sum, { alike, operations }) => sum + operations.length - alike, 0);
        assert.equal(judged, beginningsOf(added));
        assert.deepEqual(logs.take(), []);
      }),
    );
  });

  it('have the operations of the one before where they begin alike, and others behind', () => {
    fc.assert(
      fc.property(fc.array(log, { maxLength: 6 }), fc.array(log, { maxLength: 6 }), (first, second) => {
        const logs = new LogsOfHost(HOST);
        for (const one of first) logs.add(one);
        let before: readonly Operation[] = logs.take().at(-1)?.operations ?? [];
        for (const one of second) logs.add(one);
        for (const { alike, operations } of logs.take()) {
          const same = operations.findIndex((operation, n) => operation !== before[n]);
          assert.equal(alike, same === -1 ? operations.length : same);
          before = operations;
        }
      }),
    );
  });
});
