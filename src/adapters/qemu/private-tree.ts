import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder';

/** Names of the dynamic loader, by architecture. */
export const LOADERS = ['ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1'] as const;

/** A QEMU with all that it loads, in a folder of its own. */
export interface PrivateTree {
  readonly folder: string;
  readonly binary: string;
  readonly libraries: string;
  readonly modules: string;
  /** What is installed, in words. */
  readonly about: string;
}

/** The folder in which `npm run qemu:install` keeps QEMU. */
export const PRIVATE_FOLDER = cacheFolder('qemu');

export function privateTree(folder: string = join(PRIVATE_FOLDER, 'current')): PrivateTree {
  return {
    folder,
    binary: join(folder, 'qemu-system-aarch64'),
    libraries: join(folder, 'lib'),
    modules: join(folder, 'modules'),
    about: join(folder, 'installed.json'),
  };
}

/** The tree's own dynamic loader; `undefined` where nothing is installed. */
export function loaderOf({ libraries }: PrivateTree): string | undefined {
  return LOADERS.map((name) => join(libraries, name)).find((path) => existsSync(path));
}
