import type { CmdqvDescription } from '../../ports';
import { type Geometry, RegisterMap } from './register-map';

/** What a guest sees: one VINTF, two vCMDQs, 16 SID slots. */
export const GUEST_MAP = new RegisterMap({ vintfs: 1, vcmdqs: 2, lvcmdqs: 2, sids: 16 });

const physicalMaps = new Map<number, RegisterMap>();

/** How many of each thing a physical block has, derived from PARAM as the host driver does. */
export function physicalGeometry({ vcmdqsLog2, vintfsLog2, sidsLog2 }: CmdqvDescription): Geometry {
  const vintfs = 2 ** vintfsLog2;
  const vcmdqs = 2 ** vcmdqsLog2;
  return { vintfs, vcmdqs, lvcmdqs: vcmdqs / vintfs, sids: 2 ** sidsLog2 };
}

/** The registers of a physical block; made once for each geometry. */
export function physicalMap(description: CmdqvDescription): RegisterMap {
  const { vcmdqsLog2, vintfsLog2, sidsLog2 } = description;
  // PARAM has four bits for each of them.
  const key = (vcmdqsLog2 << 8) | (vintfsLog2 << 4) | sidsLog2;
  const known = physicalMaps.get(key);
  if (known !== undefined) return known;
  const map = new RegisterMap(physicalGeometry(description));
  physicalMaps.set(key, map);
  return map;
}
