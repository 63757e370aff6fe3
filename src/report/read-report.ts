import { readFileSync } from 'node:fs';
import { WrongUse } from '../run/wrong-use';
import { isReport, type Report, reportFault } from './report';

/** Reads a report.json; throws {@link WrongUse} if it is none. */
export function readReport(path: string): Report {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new WrongUse(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isReport(json)) throw new WrongUse(`${path} is no report of this suite: ${reportFault(json) ?? ''}`);
  return json;
}
