import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_HOST, hostWithSmmu, identification } from '../../machine';
import { describedHost, describedSmmu, sentHost } from './described-host';
import { LAYER_MESSAGES } from './messages';
import { accept, fitting } from './validation';

const { params } = LAYER_MESSAGES['kernel.boot'];

/** A host there and back, in the words of a version. */
function travelled(version: number) {
  const json = fitting(params, params.encode({ host: sentHost(DEFAULT_HOST, version) }), 'the host');
  return accept(params, json, 'the host').host;
}

describe('a host in the protocol', () => {
  it('is the same on the other side, in each version', () => {
    for (const version of [1, 2]) assert.deepEqual(describedHost(travelled(version)), DEFAULT_HOST);
  });

  it('says nothing twice from version 2 on, and what follows in version 1', () => {
    const [first] = travelled(1).smmus;
    assert.deepEqual(
      { ...first, idr: [] },
      {
        name: 'smmu0',
        cmdqv: { version: 1, vcmdqsLog2: 7, vintfsLog2: 6, sidsLog2: 4 },
        idr: [],
        iidr: 0,
        aidr: 2,
        nesting: true,
        forcesWriteBack: true,
        forceSyncErratum: false,
        vmidBits: 16,
      },
    );
    assert.ok(travelled(1).devices.every((device) => !('ats' in device)));
    const [second] = travelled(2).smmus;
    assert.equal(second?.firmwareCoherent, true);
    assert.ok(second !== undefined && !('nesting' in second) && !('vmidBits' in second));
    assert.ok(travelled(2).devices.every((device) => device.ats === true));
  });

  it('is refused where what it says twice differs', () => {
    const [smmu] = sentHost(hostWithSmmu(identification([['IDR0.VMID16', 0n]])), 1).smmus;
    assert.ok(smmu !== undefined);
    assert.equal(describedSmmu(smmu).name, 'smmu0');
    assert.throws(
      () => describedSmmu({ ...smmu, vmidBits: 16 }),
      /no host is like that: smmu0 has vmidBits=16, and from its ID registers follows 8/,
    );
  });

  it('is refused where it contradicts itself', () => {
    const host = sentHost({ ...DEFAULT_HOST, pageSize: 1n }, 2);
    assert.throws(() => describedHost(host), /no host is like that: its pages have 1 bytes/);
  });
});
