import { existsSync, readFileSync } from 'node:fs';
import { isObject } from '../../is-object';
import { AdapterFault } from '../../run/faults';
import { sourcesDigest } from './made-of';
import { GUESTS, type InstalledGuest, installedGuests } from './places';

const WAY_OUT = '`npm run guest:install` gets one';

/** The newest guest that is installed, of 7.2 or else of any release, or of the release named. Throws an AdapterFault unless it is whole and up to date. */
export function installedGuest(release?: string, guests = GUESTS): InstalledGuest {
  const [guest] =
    release === undefined ? [...installedGuests('7.2', guests), ...installedGuests(undefined, guests)] : installedGuests(release, guests);
  if (guest === undefined)
    throw new AdapterFault(`no Linux guest${release === undefined ? '' : ` of ${release}`} is installed: ${WAY_OUT}`);
  const { busybox, dma, driver, firmware, kernel, kexec } = guest;
  const missing = [busybox, dma, driver, firmware, kernel, kexec].filter((file) => !existsSync(file));
  if (missing.length > 0) throw new AdapterFault(`the Linux guest lacks ${missing.join(', ')}: ${WAY_OUT}`);
  if (madeOf(guest) !== sourcesDigest())
    throw new AdapterFault(`the Linux guest in ${guest.folder} was made of other drivers than these: ${WAY_OUT} anew`);
  return guest;
}

function madeOf({ about }: InstalledGuest): unknown {
  try {
    const told: unknown = JSON.parse(readFileSync(about, 'utf8'));
    return isObject(told) ? told.sources : undefined;
  } catch {
    return undefined;
  }
}
