import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package';
import { cacheFolder } from '../cache-folder';
import { compareVersions } from '../debian/versions';
import { isOf } from '../linux/places';

/** What of the guest is this project's own. */
export const GUEST_SOURCES = join(PACKAGE_ROOT, 'adapters', 'linux-guest');

/** Where `npm run guest:install` puts guests, each in a folder that is called by its kernel's version. */
export const GUESTS = cacheFolder('guest');

/** The parts of a guest, as files. */
export interface GuestFiles {
  readonly folder: string;
  /** The kernel, as firmware starts it. */
  readonly kernel: string;
  readonly firmware: string;
  readonly busybox: string;
  /** The SMMU's driver with CMDQ-V, a module. */
  readonly driver: string;
  /** The driver of the device that is passed through, a module. */
  readonly dma: string;
  /** Starts a second kernel. */
  readonly kexec: string;
  /** What is installed, and what it was made of. */
  readonly about: string;
}

/** A guest that was installed. */
export interface InstalledGuest extends GuestFiles {
  /** Version of the kernel's package, such as `7.2.13-1`. */
  readonly version: string;
}

/** The files of the guest in a folder. */
export function guestFiles(folder: string): GuestFiles {
  return {
    folder,
    kernel: join(folder, 'Image'),
    firmware: join(folder, 'firmware.fd'),
    busybox: join(folder, 'busybox'),
    driver: join(folder, 'smmuv3_cmdqv.ko'),
    dma: join(folder, 'cmdqv_dma.ko'),
    kexec: join(folder, 'kexec'),
    about: join(folder, 'installed.json'),
  };
}

/** The guests that are installed, the newest first; only those of a release such as `7.2`, if one is named. */
export function installedGuests(release?: string, guests = GUESTS): InstalledGuest[] {
  if (!existsSync(guests)) return [];
  return readdirSync(guests)
    .filter((name) => /^\d/.test(name) && (release === undefined || isOf(name, release)))
    .sort((one, other) => compareVersions(other, one))
    .map((version) => ({ version, ...guestFiles(join(guests, version)) }))
    .filter(({ about }) => existsSync(about));
}
