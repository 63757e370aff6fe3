import { readFileSync } from 'node:fs';
import { isObject } from '../is-object';
import { messageOf } from '../message-of';
import { WrongUse } from '../specification/wrong-use';

/**
 * Signatures of differences that need not be told again, from the findings of an earlier exploration or from a list of one's own:
 * `{ "known": [{ "signature": …, "reason": … }] }`. Throws {@link WrongUse} where the file is neither.
 */
export function readKnown(file: string): ReadonlySet<string> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new WrongUse(`cannot read ${file}: ${messageOf(error)}`);
  }
  const list = isObject(content) ? (content.known ?? content.findings) : undefined;
  if (!Array.isArray(list)) throw new WrongUse(`${file} is no list of known differences, nor a report of explore`);
  return new Set(
    list.map((entry: unknown) => {
      if (isObject(entry) && typeof entry.signature === 'string') return entry.signature;
      throw new WrongUse(`${file} has an entry without a signature`);
    }),
  );
}
