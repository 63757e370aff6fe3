import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CmdqvDescription, HostDescription } from '../../ports';
import { contradictionsOf, refuseContradictions } from './contradictions';
import { idField, withIdentification } from './id-registers';
import { forcesWriteBack, hasForceSyncErratum, nestsStages, tracksDirtyPages, vmidBits } from './traits';

const BLANK = { idr: [0, 0, 0, 0, 0, 0], iidr: 0, aidr: 0 } as const;
/** An SMMUv3.2 with nothing that it need not have. */
const PLAIN = withIdentification(BLANK, [
  ['IDR0', 0x0100_020bn],
  ['IDR3', 0x0d14n],
  ['IDR5', 0x75n],
  ['AIDR', 2n],
]);

function hostWith(changes: readonly (readonly [string, bigint])[], more: Partial<HostDescription> = {}): HostDescription {
  return {
    pageSize: 4096n,
    smmus: [{ name: 'smmu', firmwareCoherent: true, ...withIdentification(PLAIN, changes) }],
    devices: [],
    ...more,
  };
}

describe('ID registers', () => {
  it('are changed by field and as a whole, and nothing else changes', () => {
    const changed = withIdentification(PLAIN, [
      ['IDR0.HTTU', 2n],
      ['IIDR.ProductID', 0x487n],
      ['AIDR', 1n],
    ]);
    assert.deepEqual(changed, { idr: [0x0100_028b, 0, 0, 0x0d14, 0, 0x75], iidr: 0x4870_0000, aidr: 1 });
    assert.equal(idField(changed, 'IDR0.HTTU'), 2);
    assert.equal(PLAIN.idr[0], 0x0100_020b);
  });

  it('know their fields', () => {
    assert.throws(() => withIdentification(PLAIN, [['IDR0.HYP', 1n]]), /no ID register or field of one is called IDR0\.HYP.*IDR0\.Hyp/);
    assert.throws(() => withIdentification(PLAIN, [['IDR0.HTTU', 4n]]), /cannot hold 0x4/);
  });
});

describe('what follows from ID registers', () => {
  const of = (...changes: (readonly [string, bigint])[]) => withIdentification(PLAIN, changes);
  const arms = (product: bigint, variant: bigint) =>
    of(['IIDR.Implementer', 0x43bn], ['IIDR.ProductID', product], ['IIDR.Variant', variant]);

  it('nesting takes both stages and no erratum', () => {
    assert.equal(nestsStages(PLAIN), true);
    assert.equal(nestsStages(of(['IDR0.S1P', 0n])), false);
    assert.equal(nestsStages(of(['IDR0.S2P', 0n])), false);
    assert.deepEqual(
      [0n, 1n, 2n].map((variant) => nestsStages(arms(0x483n, variant))),
      [false, false, true],
    );
    assert.equal(nestsStages(arms(0x487n, 0n)), false);
    assert.equal(nestsStages(of(['IIDR.ProductID', 0x487n])), true, 'another implementer');
  });

  it('the rest', () => {
    assert.deepEqual(
      [hasForceSyncErratum(PLAIN), hasForceSyncErratum(arms(0x487n, 1n)), hasForceSyncErratum(arms(0x483n, 0n))],
      [false, true, false],
    );
    assert.deepEqual([vmidBits(PLAIN), vmidBits(of(['IDR0.VMID16', 1n]))], [8, 16]);
    assert.deepEqual([forcesWriteBack(PLAIN), forcesWriteBack(of(['IDR3.FWB', 0n]))], [true, false]);
    const smmu = { name: 'smmu', ...of(['IDR0.HTTU', 2n], ['IDR0.COHACC', 0n]) };
    assert.equal(tracksDirtyPages({ ...smmu, firmwareCoherent: true }), true);
    assert.equal(tracksDirtyPages({ ...smmu, firmwareCoherent: false }), false);
    const tracks = [0n, 1n, 2n, 3n].map((value) => tracksDirtyPages({ name: 'smmu', ...of(['IDR0.HTTU', value]), firmwareCoherent: true }));
    assert.deepEqual(tracks, [false, false, true, true]);
  });
});

describe('a description that contradicts itself', () => {
  it('is told from one that does not', () => {
    assert.deepEqual(contradictionsOf(hostWith([])), []);
    assert.doesNotThrow(() =>
      refuseContradictions(
        hostWith([
          ['AIDR', 1n],
          ['IDR3.FWB', 0n],
          ['IDR0.Hyp', 0n],
        ]),
      ),
    );
  });

  const device = { name: 'nic', smmu: 'smmu', streamIds: [0], coherent: true, ats: true };
  const cases: readonly (readonly [HostDescription, RegExp])[] = [
    [hostWith([['IDR0.Hyp', 0n]]), /smmu has IDR0\.Hyp=0, IDR0\.S1P=1, IDR0\.S2P=1, AIDR\.ArchMinorRev=2: SMMUv3\.2 made it mandatory/],
    [hostWith([['IDR3.FWB', 0n]]), /IDR3\.FWB=0, AIDR\.ArchMinorRev=2/],
    [hostWith([['IDR0.PRI', 1n]]), /IDR0\.PRI=1 with IDR0\.ATS=0/],
    [hostWith([['IDR0.S2P', 0n]]), /IDR0\.Hyp=1 with IDR0\.S2P=0/],
    [
      hostWith([
        ['IDR0.S1P', 0n],
        ['IDR0.S2P', 0n],
        ['IDR0.Hyp', 0n],
        ['IDR3.HAD', 0n],
      ]),
      /translates nothing/,
    ],
    [hostWith([['IDR0', 0x8100_020bn]]), /reserved bits set in IDR0: 0x80000000/],
    [hostWith([['IDR0.STALL_MODEL', 0n]]), /IDR5\.STALL_MAX=0 with IDR0\.STALL_MODEL=0, which stalls/],
    [hostWith([['IDR5.STALL_MAX', 1n]]), /which does not stall/],
    [
      hostWith([
        ['IDR0.STALL_MODEL', 3n],
        ['IDR5.STALL_MAX', 1n],
      ]),
      /IDR0\.STALL_MODEL=3, which is not defined/,
    ],
    [hostWith([['IDR1.SIDSIZE', 16n]]), /IDR1\.SIDSIZE=16 with IDR0\.ST_LEVEL=0/],
    [hostWith([['IDR5', 5n]]), /no pages/],
    [hostWith([['IDR5', 0x16n]]), /IDR5\.OAS=6/],
    [hostWith([], { pageSize: 8192n }), /pages have 8192 bytes/],
    [hostWith([], { devices: [{ ...device, smmu: 'other' }] }), /nic stands behind other, which it does not have/],
    [hostWith([], { devices: [{ ...device, streamIds: [1] }] }), /nic has StreamID 0x1, and smmu has IDR1\.SIDSIZE=0/],
    [hostWith([], { devices: [device, { ...device, name: 'gpu' }] }), /nic and gpu have the same StreamID 0x0/],
    [hostWith([], { devices: [device, { ...device, streamIds: [] }] }), /two devices are called nic/],
  ];
  for (const [host, told] of cases)
    it(`is refused: ${told.source.replaceAll('\\', '')}`, () => assert.throws(() => refuseContradictions(host), told));

  const problemsOf = (cmdqv: CmdqvDescription) => {
    const { smmus, ...host } = hostWith([]);
    return contradictionsOf({ ...host, smmus: smmus.map((smmu) => ({ ...smmu, cmdqv })) });
  };

  it('is told of CMDQ-V, too', () => {
    assert.deepEqual(problemsOf({ version: 1, vcmdqsLog2: 1, vintfsLog2: 2, sidsLog2: 16 }), [
      'smmu has sidsLog2 16 of CMDQ-V, which PARAM cannot tell',
      'smmu has 65536 SID slots, whose registers have room for 16',
      'smmu has 2^2 VINTFs and only 2^1 vCMDQs for them',
    ]);
  });

  it('has no registers that lie over each other', () => {
    const most = { version: 1, vcmdqsLog2: 9, vintfsLog2: 7, sidsLog2: 4 };
    assert.deepEqual(problemsOf(most), []);
    const more = { vcmdqsLog2: '1024 vCMDQs', vintfsLog2: '256 VINTFs', sidsLog2: '32 SID slots' } as const;
    for (const [name, told] of Object.entries(more)) {
      const [problem = '', ...others] = problemsOf({ ...most, [name]: most[name as keyof typeof more] + 1 });
      assert.ok(problem.startsWith(`smmu has ${told}, whose registers have room for `), problem);
      assert.deepEqual(others, []);
    }
  });
});
