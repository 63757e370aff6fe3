import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withIdentification } from '../smmu';
import { encodeCommand } from './codec';
import { covers, withEffect } from './coverage';

type Fields = Readonly<Record<string, bigint>>;

const does = (actual: string, fields: Fields, wanted: string, others: Fields): boolean =>
  covers(encodeCommand(actual, fields), encodeCommand(wanted, others));

describe('an invalidation covers another', () => {
  it('if it is the same', () => {
    assert.ok(does('TLBI_NH_VA', { VMID: 5n, ASID: 3n, Addr: 0x1000n }, 'TLBI_NH_VA', { VMID: 5n, ASID: 3n, Addr: 0x1000n }));
    assert.ok(does('CMD_SYNC', {}, 'CMD_SYNC', {}));
  });

  it('if it takes a whole ASID or VMID for an address', () => {
    assert.ok(does('TLBI_NH_ASID', { VMID: 5n, ASID: 3n }, 'TLBI_NH_VA', { VMID: 5n, ASID: 3n, Addr: 0x1000n }));
    assert.ok(does('TLBI_NH_ALL', { VMID: 5n }, 'TLBI_NH_VA', { VMID: 5n, ASID: 3n, Addr: 0x1000n }));
    assert.ok(does('TLBI_NH_VAA', { VMID: 5n, Addr: 0x1000n }, 'TLBI_NH_VA', { VMID: 5n, ASID: 3n, Leaf: 1n, Addr: 0x1000n }));
  });

  it('not if its VMID, ASID or address is another', () => {
    assert.ok(!does('TLBI_NH_ALL', { VMID: 6n }, 'TLBI_NH_ASID', { VMID: 5n, ASID: 3n }));
    assert.ok(!does('TLBI_NH_ASID', { VMID: 5n, ASID: 4n }, 'TLBI_NH_VA', { VMID: 5n, ASID: 3n }));
    assert.ok(!does('TLBI_NH_VA', { VMID: 5n, ASID: 3n, Addr: 0x2000n }, 'TLBI_NH_VA', { VMID: 5n, ASID: 3n, Addr: 0x1000n }));
    assert.ok(!does('TLBI_NH_VA', { VMID: 5n, ASID: 3n, Leaf: 1n }, 'TLBI_NH_VA', { VMID: 5n, ASID: 3n }));
  });

  it('not if it leaves the VM', () => {
    assert.ok(!does('TLBI_NSNH_ALL', {}, 'TLBI_NH_ASID', { VMID: 0n, ASID: 3n }));
  });

  it('of a device, if its range includes the other', () => {
    assert.ok(does('ATC_INV', { SID: 1n, Size: 52n }, 'ATC_INV', { SID: 1n, Size: 2n, Addr: 0x8000n }));
    assert.ok(does('ATC_INV', { SID: 1n, Size: 3n, Addr: 0x8000n }, 'ATC_INV', { SID: 1n, Size: 2n, Addr: 0xc000n }));
    assert.ok(!does('ATC_INV', { SID: 1n, Size: 2n, Addr: 0x8000n }, 'ATC_INV', { SID: 1n, Size: 2n, Addr: 0xc000n }));
    assert.ok(!does('ATC_INV', { SID: 1n, Size: 1n, Addr: 0x8000n }, 'ATC_INV', { SID: 1n, Size: 2n, Addr: 0x8000n }));
  });

  it('of a device, if it is for the same StreamID and substream', () => {
    assert.ok(does('ATC_INV', { SID: 1n, SSV: 1n, G: 1n, Size: 52n }, 'ATC_INV', { SID: 1n, SSV: 1n, SSID: 7n, Size: 52n }));
    assert.ok(!does('ATC_INV', { SID: 1n, SSV: 1n, SSID: 6n, Size: 52n }, 'ATC_INV', { SID: 1n, SSV: 1n, SSID: 7n, Size: 52n }));
    assert.ok(!does('ATC_INV', { SID: 1n, Size: 52n }, 'ATC_INV', { SID: 1n, SSV: 1n, SSID: 7n, Size: 52n }));
    assert.ok(!does('ATC_INV', { SID: 2n, Size: 52n }, 'ATC_INV', { SID: 1n, Size: 52n }));
  });
});

describe('a command on an SMMU', () => {
  const smmu = (fields: readonly (readonly [string, bigint])[]) =>
    withIdentification({ idr: [0, 0, 0, 0, 0, 0], iidr: 0, aidr: 0 }, fields);
  const RANGES = smmu([['IDR3.RIL', 1n]]);
  const left = (fields: Fields, on: ReturnType<typeof smmu>, name = 'TLBI_NH_VA') => withEffect(encodeCommand(name, fields), on);

  it('has no range where that is reserved', () => {
    const ranged = { ASID: 3n, NUM: 1n, SCALE: 2n, TG: 1n, TTL: 3n, Addr: 0x1000n };
    assert.deepEqual(left(ranged, smmu([])), encodeCommand('TLBI_NH_VA', { ASID: 3n, Addr: 0x1000n }));
    assert.deepEqual(left(ranged, RANGES), encodeCommand('TLBI_NH_VA', ranged));
    assert.deepEqual(left({ ...ranged, TG: 0n }, RANGES), encodeCommand('TLBI_NH_VA', { ASID: 3n, Addr: 0x1000n }));
    assert.deepEqual(left({ TG: 2n, TTL: 1n, NUM: 1n }, RANGES), encodeCommand('TLBI_NH_VA', { TG: 2n, NUM: 1n }));
  });

  it('has no substream where it says none, or the SMMU has none', () => {
    const of = { SID: 1n, SSV: 1n, SSID: 7n, Size: 2n };
    assert.deepEqual(left(of, smmu([]), 'ATC_INV'), encodeCommand('ATC_INV', { SID: 1n, Size: 2n }));
    assert.deepEqual(left(of, smmu([['IDR1.SSIDSIZE', 5n]]), 'ATC_INV'), encodeCommand('ATC_INV', of));
  });

  it('for descriptors covers one by all, and the tables above it', () => {
    assert.ok(does('CFGI_CD_ALL', { SID: 1n }, 'CFGI_CD', { SID: 1n, SSID: 3n, Leaf: 1n }));
    assert.ok(does('CFGI_CD', { SID: 1n }, 'CFGI_CD', { SID: 1n, Leaf: 1n }));
    assert.ok(!does('CFGI_CD', { SID: 1n, Leaf: 1n }, 'CFGI_CD', { SID: 1n }));
    assert.ok(!does('CFGI_CD', { SID: 2n }, 'CFGI_CD', { SID: 1n }));
  });
});
