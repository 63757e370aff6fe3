import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes the directory and those above it. Node's own recursion does not end where a parent exists and refuses, as in /proc. */
export function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeDirectory(dirname(path));
  mkdirSync(path);
}
