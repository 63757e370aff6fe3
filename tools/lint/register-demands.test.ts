import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PACKAGE_ROOT } from '../../src/package';
import { loadCatalogue } from '../../src/specification/clauses/catalogue';
import { GUEST_MAP } from '../../src/tables/registers';
import { REGISTER_DEMANDS } from './register-demands';

describe('what register-level clauses have to name', () => {
  const catalogue = loadCatalogue(join(PACKAGE_ROOT, 'features'));

  for (const { clause, registers, what } of REGISTER_DEMANDS) {
    it(`is something, of a clause that there is: ${what}, of ${clause}`, () => {
      assert.notEqual(catalogue.clause(clause), undefined);
      assert.notDeepEqual(registers, []);
    });
  }

  it('has each register of the table at least once', () => {
    const named = new Set(REGISTER_DEMANDS.flatMap(({ registers }) => registers));
    assert.deepEqual(
      GUEST_MAP.registers.map(({ name }) => name).filter((name) => !named.has(name)),
      [],
    );
  });
});
