import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../message-of';
import { writeAtomically } from '../report/atomic-write';
import { makeDirectory } from '../report/make-directory';
import { readReport } from '../report/read-report';
import type { Report } from '../report/report';
import { WrongUse } from '../specification/wrong-use';

/** A report.json, or the one in a folder. */
export function reportAt(path: string): Report {
  const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return readReport(folder ? join(path, 'report.json') : path);
}

/** Writes a file that a command was asked for; one that cannot be written is wrong use. */
export function writeAskedFor(path: string, content: string): void {
  try {
    makeDirectory(dirname(path));
    writeAtomically(path, content);
  } catch (error) {
    throw new WrongUse(`cannot write to "${path}": ${messageOf(error)}`);
  }
}
