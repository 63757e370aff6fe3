import { REQUESTS } from '../../../tables/uapi';
import { type Argument, hex } from '../../program';
import type { Draw } from '../draw';

/** A member that nobody would write so. */
export function disturbed(draw: Draw, request: string, members: Readonly<Record<string, Argument>>): Readonly<Record<string, Argument>> {
  const structure = REQUESTS.find(({ name }) => name === request)?.structure;
  const names = Object.keys(structure?.members ?? {}).filter((name) => !name.startsWith('out_') && (name !== 'size' || draw.chance(40)));
  if (names.length === 0 || structure === undefined) return members;
  const name = draw.pick(names);
  const member = structure.members[name];
  if (name === 'size')
    return {
      ...members,
      size: draw.pick(
        [0, 3, 4, 8, structure.bytes - 4, structure.bytes + 8, 2 ** 31, 2 ** 32 - 1].filter(
          (size) => (size <= structure.bytes + 16 && size >= 0) || size >= 2 ** 31,
        ),
      ),
    };
  const given = members[name];
  // What is right but for one bit gets further than what is nothing at all.
  const isNear = (typeof given === 'number' || typeof given === 'string') && draw.chance(50);
  const value = isNear ? BigInt(given) ^ (1n << BigInt(draw.below(member?.type === 'u64' ? 64 : 32))) : draw.bits64();
  // A small one may be a file, or none: which numbers files have is the kernel's business.
  if (name === 'iommufd') return { ...members, iommufd: Number(BigInt.asUintN(31, value | 0x4000_0000n)) };
  // A pointer into nowhere is as good as any other.
  return { ...members, [name]: member?.type === 'u64' ? hex(value) : Number(BigInt.asUintN(member?.type === 'u8' ? 8 : 32, value)) };
}
