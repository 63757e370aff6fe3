import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadSuite } from '../src/specification/suite';
import { FAULTS, layerOf } from '.';
import { BELOW_GUEST } from './below-guest';
import { UNOBSERVABLE } from './unobservable';

/** The entries of the history: of the device model, then of the kernel. */
const HISTORY = [...range(1, 61), ...range(70, 103)].map((number) => `HIST-${String(number).padStart(2, '0')}`);

describe('the fault corpus', () => {
  it('has every entry of the history as a fault, or says why not', () => {
    const seeded = new Set(FAULTS.flatMap(({ history }) => history ?? []));
    const excused = new Set(UNOBSERVABLE.map(({ history }) => history));
    assert.equal(excused.size, UNOBSERVABLE.length);
    assert.deepEqual(
      HISTORY.filter((entry) => seeded.has(entry) === excused.has(entry)),
      [],
    );
    assert.deepEqual(
      [...seeded, ...excused].filter((entry) => !HISTORY.includes(entry)),
      [],
    );
  });

  it('has those that a Linux guest is to meet below it, each with a clause of the guest', () => {
    const below = new Set(FAULTS.filter((fault) => layerOf(fault) !== 'device').map(({ id }) => id));
    const clauses = new Set(loadSuite().catalogue.clauses.map(({ id }) => id));
    assert.deepEqual(
      BELOW_GUEST.filter(({ clause, fault }) => !below.has(fault) || !clause.startsWith('LINUX-') || !clauses.has(clause)),
      [],
    );
  });

  it('names each fault once, after its entry of the history if it has one', () => {
    const ids = FAULTS.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
    for (const { history, id } of FAULTS) {
      const expected = history === undefined ? /^(?!hist-)[a-z0-9]+(-[a-z0-9]+)*$/ : new RegExp(`^${history.toLowerCase()}[b-z]?$`);
      assert.match(id, expected);
    }
  });

  it('keeps each fault in one layer', () => {
    for (const fault of FAULTS) for (const { module } of fault.edits) assert.equal(module.split('/')[0], layerOf(fault), fault.id);
  });

  it('holds each fault against clauses that have scenarios', () => {
    const { plan } = loadSuite();
    const covered = new Set(plan.scenarios.flatMap(({ clauses }) => clauses));
    for (const { about, id } of FAULTS) for (const clause of about) assert.ok(covered.has(clause), `${id}: ${clause}`);
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
