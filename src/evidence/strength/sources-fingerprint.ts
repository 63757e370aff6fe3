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
const RESULT =
  /(?:\.test\.ts|caught\.json|mutation-score\.json|equivalent-mutants\.json|mutation-over-time\.json|equivalent-over-time\.json|explore-worth\.json)$/;

/** Changes with every source in the folders; `undefined` where the sources are not installed. */
export function sourcesFingerprint(folders: readonly string[], root: string = PACKAGE_ROOT): string | undefined {
  return sourcesFingerprints([folders], root)[0];
}

/** The same of several choices of folders, each of which is read once. */
export function sourcesFingerprints(choices: readonly (readonly string[])[], root: string = PACKAGE_ROOT): (string | undefined)[] {
  if (!existsSync(join(root, 'steps'))) return choices.map(() => undefined);
  const read = new Map<string, readonly string[]>();
  return choices.map((folders) => {
    const hash = createHash('sha256');
    for (const folder of folders) {
      const sources = read.get(folder) ?? sourcesIn(folder, root);
      read.set(folder, sources);
      for (const source of sources) hash.update(source);
    }
    return hash.digest('hex');
  });
}

/** The sources of a folder in order, with their names. */
function sourcesIn(folder: string, root: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => name.split(sep).join('/'));
  const sources = names.filter((file) => SOURCE.test(file) && !RESULT.test(file)).sort();
  return sources.map((name) => {
    const content = readFileSync(join(root, folder, name), 'utf8').replaceAll('\r\n', '\n');
    return `${folder}/${name}\n${content.length}\n${content}\n`;
  });
}
