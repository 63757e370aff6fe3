import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LAYERS } from '../../ports';
import type { KernelOp, Program } from '../program';
import { IOMMU } from '../samples/vintf';
import { continued, programOf } from './programs';

describe('programs that are drawn', () => {
  it('draws the same programs from the same seed, and others from another', () => {
    for (const layer of LAYERS) {
      assert.deepEqual(programOf(layer, 7, 3), programOf(layer, 7, 3));
      assert.notDeepEqual(programOf(layer, 7, 3), programOf(layer, 8, 3));
      assert.notDeepEqual(programOf(layer, 7, 3), programOf(layer, 7, 4));
    }
  });

  it('lets nobody act on a host that has shut down', () => {
    const open: KernelOp = { op: 'open', who: 'A', path: '/dev/iommu' };
    const close: KernelOp = { op: 'close', who: 'A', file: IOMMU };
    const program = (...ops: readonly KernelOp[]): Program => ({ layer: 'kernel', ops });
    assert.deepEqual(continued(program(open, { op: 'hostShutDown' }), program(open, close)).ops, [open, close]);
    assert.deepEqual(continued(program(open, open), program(open, { op: 'hostShutDown' })).ops, [open, open, { op: 'hostShutDown' }]);
  });
});
