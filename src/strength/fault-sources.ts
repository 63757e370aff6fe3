import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { PACKAGE_ROOT } from '../package';

/** What a self-test's result comes from: the scenarios, their words, the reference with its tables, and the faults in it. */
const FOLDERS = ['features', 'steps', 'reference', 'faults', 'src/registers', 'src/commands', 'src/uapi'];
const SOURCE = /\.(?:feature|json|ts)$/;
const RESULT = /(?:\.test\.ts|caught\.json|mutation-score\.json)$/;

/** Changes with every source that a self-test's result comes from; undefined where the sources are not installed. */
export function faultSourcesFingerprint(root = PACKAGE_ROOT): string | undefined {
  if (!existsSync(join(root, 'reference'))) return undefined;
  const hash = createHash('sha256');
  for (const folder of FOLDERS) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => name.split(sep).join('/'));
    for (const name of names.filter((file) => SOURCE.test(file) && !RESULT.test(file)).sort()) {
      const content = readFileSync(join(root, folder, name), 'utf8').replaceAll('\r\n', '\n');
      hash.update(`${folder}/${name}\n${content.length}\n${content}\n`);
    }
  }
  return hash.digest('hex');
}
