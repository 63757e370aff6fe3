import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUEST_SOURCES } from './places';

/** Stands for the sources that a guest is compiled from: another where they are others. */
export function sourcesDigest(folder = GUEST_SOURCES): string {
  const digest = createHash('sha256').update(readFileSync(join(folder, 'kexec.c')));
  const driver = join(folder, 'driver');
  for (const name of readdirSync(driver).sort()) digest.update(`\0${name}\0`).update(readFileSync(join(driver, name)));
  return digest.digest('hex').slice(0, 16);
}
