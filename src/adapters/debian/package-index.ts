import { compareVersions } from './versions';

/** A binary package as an archive's index describes it. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  /** Path of its file below the archive's root. */
  readonly file: string;
  readonly sha256: string;
  /** Names that satisfy each dependency, the preferred one first. */
  readonly dependencies: readonly (readonly string[])[];
  readonly provides: readonly string[];
}

/** Reads the text of a `Packages` file; of a package that it holds in several versions, the newest. */
export function parseIndex(text: string): ReadonlyMap<string, DebianPackage> {
  const packages = new Map<string, DebianPackage>();
  for (const stanza of text.split('\n\n')) {
    const fields = fieldsOf(stanza);
    const [name, version, file, sha256] = ['Package', 'Version', 'Filename', 'SHA256'].map((field) => fields.get(field));
    if (name === undefined || version === undefined || file === undefined || sha256 === undefined) continue;
    const other = packages.get(name);
    if (other !== undefined && compareVersions(other.version, version) > 0) continue;
    const dependencies = [fields.get('Pre-Depends'), fields.get('Depends')].flatMap((list) => namesOf(list));
    const provides = namesOf(fields.get('Provides')).flat();
    packages.set(name, { name, version, file, sha256, dependencies, provides });
  }
  return packages;
}

/**
 * A package and the shared libraries that it needs, libraries of libraries included; what else it asks for
 * (documentation, maintainers' tools) is of no use to a program that is not installed.
 */
export function withLibraries(index: ReadonlyMap<string, DebianPackage>, names: readonly string[]): DebianPackage[] {
  const providers = new Map<string, string>();
  for (const { name, provides } of index.values())
    for (const virtual of provides) if (!providers.has(virtual)) providers.set(virtual, name);
  const wanted = [...names];
  const chosen = new Map<string, DebianPackage>();
  for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) {
    const found = index.get(name) ?? index.get(providers.get(name) ?? '');
    if (found === undefined || chosen.has(found.name)) continue;
    chosen.set(found.name, found);
    for (const [first] of found.dependencies) if (first?.startsWith('lib') === true) wanted.push(first);
  }
  return [...chosen.values()];
}

function fieldsOf(stanza: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of stanza.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0 && !line.startsWith(' ')) fields.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return fields;
}

function namesOf(list: string | undefined): string[][] {
  if (list === undefined) return [];
  return list.split(',').map((one) => one.split('|').map((alternative) => alternative.trim().replace(/[ (:[].*$/, '')));
}
