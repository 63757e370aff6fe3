import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { FAULTS } from '../../../faults';
import { PACKAGE_ROOT } from '../../package';
import { loadSuite } from '../../specification/suite';
import { faultsByClause, readCaughtFaults } from './caught-faults';
import { FAULT_SOURCES, sourcesFingerprint } from './sources-fingerprint';

describe('the kept result of the self-test', () => {
  it('names clauses and faults that exist', () => {
    const { catalogue } = loadSuite();
    const faults = new Set(FAULTS.map(({ id }) => id));
    for (const [clause, caught] of faultsByClause(readCaughtFaults())) {
      assert.ok(catalogue.clause(clause), clause);
      for (const fault of caught) assert.ok(faults.has(fault), fault);
    }
  });

  it('has a fingerprint that changes with a source, and none where there are no sources', () => {
    const root = mkdtempSync(join(tmpdir(), 'cmdqv-sources-'));
    try {
      assert.equal(sourcesFingerprint(FAULT_SOURCES, root), undefined);
      mkdirSync(join(root, 'src'));
      for (const folder of FAULT_SOURCES) cpSync(join(PACKAGE_ROOT, folder), join(root, folder), { recursive: true });
      const before = sourcesFingerprint(FAULT_SOURCES, root);
      assert.equal(before, sourcesFingerprint(FAULT_SOURCES));
      appendFileSync(join(root, 'reference', 'index.ts'), '\n');
      assert.notEqual(sourcesFingerprint(FAULT_SOURCES, root), before);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
