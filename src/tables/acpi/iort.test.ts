import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rootComplexesOf, smmusOf } from './iort';

const u32 = (value: number) => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, (value >>> 24) & 0xff];
const node = (type: number, identifier: number, mappings: readonly number[], body: readonly number[]): number[] => {
  const length = 16 + body.length + 20 * mappings.length;
  const mapped = mappings.flatMap((output) => [...u32(0), ...u32(0), ...u32(0), ...u32(output), ...u32(0)]);
  return [type, length & 0xff, length >> 8, 0, ...u32(identifier), ...u32(mappings.length), ...u32(16 + body.length), ...body, ...mapped];
};

/** An ITS group, two SMMUv3s, and root complexes behind the second, the first, and neither; each node behind the one before. */
function table(): Uint8Array {
  const its = node(0, 0, [], [...u32(1), ...u32(0)]);
  const smmu = (identifier: number, base: number) => node(4, identifier, [48], [...u32(base), ...Array(48).fill(0)]);
  const root = (identifier: number, ats: number, output: number) => node(2, identifier, [48, output], [...u32(0), ...u32(0), ...u32(ats)]);
  const first = 48 + its.length;
  const second = first + smmu(7, 0).length;
  const nodes = [its, smmu(7, 0xc00_0000), smmu(9, 0xc10_0000), root(1, 1, second), root(2, 0, first), root(3, 1, 48)];
  return Uint8Array.from([...Array(36).fill(0), ...u32(nodes.length), ...u32(48), ...u32(0), ...nodes.flat()]);
}

describe('an IORT', () => {
  it('has its SMMUv3s', () => {
    assert.deepEqual(smmusOf(table()), [
      { identifier: 7, base: 0xc00_0000n },
      { identifier: 9, base: 0xc10_0000n },
    ]);
  });

  it('tells of each root complex behind an SMMUv3 whether it passes ATS on', () => {
    assert.deepEqual(rootComplexesOf(table()), [
      { smmu: 9, ats: true },
      { smmu: 7, ats: false },
    ]);
  });
});
