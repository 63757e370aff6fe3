import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

/** Directory that holds `src`, `steps` and `reference` as they run: the package's root, or its `dist`. */
export const CODE_ROOT = dirname(__dirname);

/** Extension of the running source files: `.ts` in the source tree, `.js` in the package. */
export const SOURCE_EXTENSION = extname(__filename);

/** Directory of package.json, features, schemas and templates. */
export const PACKAGE_ROOT = nearestPackage(CODE_ROOT);

/** Name and version of this package. */
export function packageIdentity(): { readonly name: string; readonly version: string } {
  const { name, version }: { name: string; version: string } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  return { name, version };
}

function nearestPackage(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  if (from === dirname(from)) throw new Error(`no package.json above ${__dirname}`);
  return nearestPackage(dirname(from));
}
