import type { AccessWidth } from '../../src/ports';
import { GUEST_MAP, type Register } from '../../src/tables/registers';

/** Narrowest access that the device takes, in bytes (ACC-01, ACC-02). */
const NARROWEST = 4;

/** The register that a trapped read reaches; `undefined` where it reads 0 (ACC-02, ACC-03, ACC-07, ACC-09 to ACC-12, HIST-57). */
export function readTarget(offset: number, width: AccessWidth): Register | undefined {
  return width < NARROWEST || offset % width !== 0 ? undefined : GUEST_MAP.at(offset, width);
}

/** The register that a trapped write changes; `undefined` where it is dropped (also ACC-05: too wide, ACC-13: read-only). */
export function writeTarget(offset: number, width: AccessWidth): Register | undefined {
  const register = readTarget(offset, width);
  return register === undefined || width > register.size || register.definition.access === 'RO' ? undefined : register;
}
