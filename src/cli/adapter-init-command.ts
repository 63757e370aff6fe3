import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package';
import { WrongUse } from '../specification/wrong-use';
import type { Language } from './choices';

/** Writes the skeleton of an adapter into a new or empty directory; tells how to go on. */
export function adapterInitCommand(directory: string, { lang }: { readonly lang: Language }): string {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new WrongUse(`${directory} is not empty`);
  const built = /[\\/](?:node_modules|target|build|dist|__pycache__)(?:[\\/]|$)/;
  const skeleton = join(PACKAGE_ROOT, 'adapters', 'skeletons', lang);
  cpSync(skeleton, directory, { recursive: true, filter: (from) => !built.test(from.slice(skeleton.length)) });
  return `Wrote the skeleton of an adapter in ${directory}. Its README.md says how to build and check it.`;
}
