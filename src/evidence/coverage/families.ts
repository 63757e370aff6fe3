import type { Register } from '../../tables/registers';

/** The way by which an access reaches a register. */
export type Aperture = 'config page' | 'direct' | 'VINTF';

/** Name of what a register is an instance of: `SID_MATCH` of any slot, `direct PROD_INDX` of any vCMDQ. */
export function familyOf({ place, definition }: Register): string {
  switch (place.kind) {
    case 'global':
      return definition.name;
    case 'vintf':
      return `VINTF ${definition.name}`;
    case 'direct':
      return `direct ${definition.name}`;
    case 'logical':
      return `logical ${definition.name}`;
  }
}

/** Each family with its registers, halves left out. */
export function families(registers: readonly Register[]): ReadonlyMap<string, readonly Register[]> {
  const found = new Map<string, Register[]>();
  for (const register of registers.filter(({ half }) => half === 'whole')) {
    const family = found.get(familyOf(register));
    if (family === undefined) found.set(familyOf(register), [register]);
    else family.push(register);
  }
  return found;
}
