import { readFileSync } from 'node:fs';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';

/** `FILE:LINE` of what stands at a path of keys and indices in a JSON file, or of the nearest thing around it. */
export function jsonPlace(file: string, path: readonly (string | number)[]): string {
  const text = readFileSync(file, 'utf8');
  const root = parseTree(text);
  if (root === undefined) return file;
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node !== undefined) return `${file}:${text.slice(0, node.offset).split('\n').length}`;
  }
  return file;
}
