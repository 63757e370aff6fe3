import { readFileSync } from 'node:fs';
import { messageOf } from '../message-of';
import { WrongUse } from './wrong-use';

/** The content of a JSON file that the user named; throws {@link WrongUse} if it cannot be read or is no JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new WrongUse(`${path}: ${messageOf(error)}`);
  }
}
