import { readFileSync } from 'node:fs';
import { WrongUse } from './wrong-use';

/** The content of a JSON file that the user named; throws {@link WrongUse} if it cannot be read or is no JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new WrongUse(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
