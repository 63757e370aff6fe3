import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { PACKAGE_ROOT } from '../package';

/** What a measured strength depends on: who is judged, who judges, and the words in which it is done. */
const JUDGED = [
  { folder: 'reference', ending: '.ts' },
  { folder: 'features', ending: '.feature' },
  { folder: 'steps', ending: '.ts' },
] as const;

/** One digest of all sources in the judged folders; `undefined` where the sources are not at hand, as in an installed package. */
export function sourcesFingerprint(root: string = PACKAGE_ROOT): string | undefined {
  const hash = createHash('sha256');
  for (const { ending, folder } of JUDGED) {
    const directory = join(root, folder);
    const files = existsSync(directory) ? sourcesIn(directory, ending) : [];
    if (files.length === 0) return undefined;
    for (const file of files)
      hash
        .update(`${folder}/${file}\n`)
        .update(textOf(join(directory, file)))
        .update('\0');
  }
  return `sha256:${hash.digest('hex')}`;
}

function sourcesIn(directory: string, ending: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.endsWith('.test.ts'))
    .map((name) => name.split(sep).join('/'))
    .sort();
}

/** The same on every platform, whatever line ends the checkout has. */
function textOf(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
