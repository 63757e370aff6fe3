import type { Register } from '../../tables/registers';

/** The number of the VINTF whose block a register belongs to, if it is not the host's own. */
export function userVintfOf({ place }: Register): number | undefined {
  return place.kind === 'vintf' && place.vintf > 0 ? place.vintf : undefined;
}
