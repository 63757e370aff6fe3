import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FAULTS, layerOf } from '../faults';
import { loadSuite } from '../src/specification/suite';
import { ALTERNATIVES } from '.';

describe('the corpus of alternatives', () => {
  it('names each once, and none like a fault', () => {
    const ids = [...FAULTS, ...ALTERNATIVES].map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
    for (const { id } of ALTERNATIVES) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('keeps each in one layer', () => {
    for (const one of ALTERNATIVES) for (const { module } of one.edits) assert.equal(module.split('/')[0], layerOf(one), one.id);
  });

  it('names clauses that there are', () => {
    const { catalogue, plan } = loadSuite();
    const known = new Set(catalogue.clauses.map(({ id }) => id));
    const covered = new Set(plan.scenarios.flatMap(({ clauses }) => clauses));
    for (const { allowedBy, breaks = [], id } of ALTERNATIVES) {
      for (const [clause] of allowedBy.matchAll(/\b[A-Z][A-Z0-9]*(?:-[A-Z]+)*-\d\d\b/g)) assert.ok(known.has(clause), `${id}: ${clause}`);
      for (const clause of breaks) assert.ok(covered.has(clause), `${id}: ${clause}`);
    }
  });
});
