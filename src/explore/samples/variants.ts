import assert from 'node:assert/strict';
import { ALTERNATIVES } from '../../../alternatives';
import { FAULTS } from '../../../faults';
import type { WholeImplementation } from '../../ports';
import { loadVariant } from '../../self-test/variant';

/** The reference with this fault. */
export function faulty(id: string): WholeImplementation {
  const fault = FAULTS.find((one) => one.id === id);
  assert.ok(fault !== undefined, id);
  return loadVariant(fault, {});
}

/** The reference with this alternative. */
export function different(id: string): WholeImplementation {
  const alternative = ALTERNATIVES.find((one) => one.id === id);
  assert.ok(alternative !== undefined, id);
  return loadVariant(alternative, {});
}
