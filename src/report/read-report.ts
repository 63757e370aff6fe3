import { readJson } from '../specification/read-json';
import { WrongUse } from '../specification/wrong-use';
import { isReport, type Report, reportFault } from './report';

/** Reads a report.json; throws {@link WrongUse} if it is none. */
export function readReport(path: string): Report {
  const json = readJson(path);
  if (!isReport(json)) throw new WrongUse(`${path} is no report of this suite: ${reportFault(json) ?? ''}`);
  return json;
}
