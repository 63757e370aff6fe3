import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Archive } from './archive';
import type { DebianPackage } from './package-index';

const run = promisify(execFile);
const DOWNLOADS_AT_ONCE = 6;

/** Downloads packages and unpacks them over each other into `folder`; needs no root. */
export async function unpack(archive: Archive, packages: readonly DebianPackage[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const left = [...packages];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const { name } = next;
      const file = join(folder, `${name}.deb`);
      writeFileSync(file, await archive.file(next));
      await run('dpkg-deb', ['-x', file, folder]).catch((error: unknown) => {
        throw new Error(`${name} cannot be unpacked (is dpkg-deb there?): ${String(error)}`);
      });
      rmSync(file);
    }
  };
  await Promise.all(Array.from({ length: DOWNLOADS_AT_ONCE }, work));
}
