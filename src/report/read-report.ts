import { isObject } from '../is-object';
import { plainText } from '../plain-text';
import { readJson } from '../specification/read-json';
import { WrongUse } from '../specification/wrong-use';
import { isReport, type Report, reportFault } from './report';

/** Characters of one text; reports of this suite have none that is longer. */
const TEXT = 20_000;

/** Reads a report.json; throws {@link WrongUse} if it is none. It may come from anywhere, so what it says is made text. */
export function readReport(path: string): Report {
  const json = plain(readJson(path));
  if (!isReport(json)) throw new WrongUse(`${path} is no report of this suite: ${reportFault(json) ?? ''}`);
  return json;
}

function plain(json: unknown): unknown {
  if (typeof json === 'string') return plainText(json, TEXT);
  if (Array.isArray(json)) return json.map(plain);
  return isObject(json) ? Object.fromEntries(Object.entries(json).map(([key, value]) => [key, plain(value)])) : json;
}
