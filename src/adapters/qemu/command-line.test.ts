import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VmDescription } from '../../ports';
import { commandLine, smmuProperties } from './command-line';

const DEVICE = { device: 'gpu0', streamId: 0x10, fd: 11 };

/** The properties of the SMMU on the command line of a machine with, or without, a device from the start. */
function onCommandLine(vm: Omit<VmDescription, 'name' | 'ram'>, plugged: boolean): readonly string[] {
  const line = commandLine({ vm, ram: [], firmware: 'zeros', devices: plugged ? [DEVICE] : [], trace: false, extra: [] });
  const smmu = line.find((argument) => argument.startsWith('arm-smmuv3,')) ?? assert.fail('the machine has no SMMU');
  return smmu.split(',').slice(3);
}

describe('properties of the SMMU', () => {
  it('are told to a QEMU that has a device as they are, and the others left to it', () => {
    assert.deepEqual(onCommandLine({ cmdqv: 'on' }, true), ['accel=on', 'cmdqv=on']);
    assert.deepEqual(onCommandLine({ cmdqv: 'on', ats: 'auto', ssidsize: 0 }, true), ['accel=on', 'cmdqv=on', 'ats=auto', 'ssidsize=0']);
  });

  it('are settled for a QEMU without a device, where nobody has said', () => {
    assert.deepEqual(onCommandLine({ cmdqv: 'auto' }, false), ['accel=on', 'cmdqv=auto', 'ats=off', 'ril=on', 'oas=44', 'ssidsize=0']);
    assert.deepEqual(onCommandLine({ cmdqv: 'off', accel: 'off', ril: 'off', oas: 48, ats: 'auto' }, false), [
      'accel=off',
      'cmdqv=off',
      'ats=auto',
      'ril=off',
      'oas=48',
      'ssidsize=0',
    ]);
  });

  it('tell machines apart that cannot stand in for each other', () => {
    const kinds = [{}, { ats: 'on' }, { ats: 'off' }, { oas: 48 }, { ssidsize: 4 }, { ril: 'off' }] as const;
    assert.equal(new Set(kinds.map((one) => smmuProperties({ cmdqv: 'on', ...one }))).size, kinds.length);
  });
});
