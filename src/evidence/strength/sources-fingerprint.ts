import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { PACKAGE_ROOT } from '../../package';

/** What the reference's strength against mutants comes from: the scenarios, their words, and the reference with its tables. */
export const MUTATED_SOURCES = ['features', 'steps', 'reference', 'src/tables'] as const;

/** What a self-test's result comes from: the same, and the faults. */
export const FAULT_SOURCES = [...MUTATED_SOURCES, 'faults'] as const;

const SOURCE = /\.(?:feature|json|ts)$/;
/** What measurements leave, or no scenario depends on. */
const RESULT = /(?:\.test\.ts|caught\.json|mutation-score\.json|equivalent-mutants\.json)$/;

/** Changes with every source in the folders; `undefined` where the sources are not installed. */
export function sourcesFingerprint(folders: readonly string[], root: string = PACKAGE_ROOT): string | undefined {
  if (!existsSync(join(root, 'steps'))) return undefined;
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => name.split(sep).join('/'));
    for (const name of names.filter((file) => SOURCE.test(file) && !RESULT.test(file)).sort()) {
      const content = readFileSync(join(root, folder, name), 'utf8').replaceAll('\r\n', '\n');
      hash.update(`${folder}/${name}\n${content.length}\n${content}\n`);
    }
  }
  return hash.digest('hex');
}
