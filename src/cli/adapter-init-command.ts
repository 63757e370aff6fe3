import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package';
import type { LayerName } from '../ports';
import { WrongUse } from '../specification/wrong-use';
import type { Language } from './choices';

/** A clause to begin with, of each layer's own. */
const FIRST_CLAUSES: Readonly<Record<LayerName, string>> = { device: 'MMIO-01', kernel: 'UAPI-COM-01', hardware: 'PHYS-01' };

/** What a skeleton is written in and for. */
export interface AdapterInitOptions {
  readonly lang: Language;
  readonly layer: LayerName;
}

/** Writes the skeleton of an adapter into a new or empty directory; tells how to go on. */
export function adapterInitCommand(directory: string, { lang, layer }: AdapterInitOptions): string {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new WrongUse(`${directory} is not empty`);
  const built = /[\\/](?:node_modules|target|build|dist|__pycache__)(?:[\\/]|$)/;
  // What every layer has, then what is this one's.
  for (const part of ['shared', layer]) {
    const skeleton = join(PACKAGE_ROOT, 'adapters', 'skeletons', lang, part);
    cpSync(skeleton, directory, { recursive: true, filter: (from) => !built.test(from.slice(skeleton.length)) });
  }
  const readme = join(directory, 'README.md');
  const text = readFileSync(readme, 'utf8').replaceAll('@LAYER@', layer).replaceAll('@CLAUSE@', FIRST_CLAUSES[layer]);
  writeFileSync(readme, text);
  return `Wrote the skeleton of a ${layer} adapter in ${directory}. Its README.md says how to build and check it.`;
}
