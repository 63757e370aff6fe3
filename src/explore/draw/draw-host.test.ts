import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_HOST } from '../../machine';
import { LAYERS } from '../../ports';
import { hostFor } from '../stages/host-of';
import { REGISTERS } from './draw-host';

describe('hosts that are drawn', () => {
  it('draws ID registers that an SMMU can have, the first or the second', () => {
    for (const layer of LAYERS)
      for (const registers of REGISTERS[layer]) {
        const name = JSON.stringify(registers);
        assert.notEqual(hostFor([{ op: 'host', registers }]), DEFAULT_HOST, name);
        assert.notEqual(hostFor([{ op: 'host', second: 'cmdqv', far: registers }]), DEFAULT_HOST, name);
      }
  });
});
