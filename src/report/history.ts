import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../message-of';
import { WrongUse } from '../specification/wrong-use';
import { readReport } from './read-report';
import type { Report } from './report';

/** Reports of one implementation, the oldest first. */
export interface History {
  /** Its name and the layers that it offers; versions come and go. */
  readonly implementation: string;
  readonly reports: readonly Report[];
}

/** Reads every report.json at any depth of a folder; what is not one of this suite is wrong use. */
export function historiesIn(directory: string): readonly History[] {
  const reports = filesIn(directory).map((name) => readReport(join(directory, name)));
  if (reports.length === 0) throw new WrongUse(`there is no report.json in "${directory}"`);
  reports.sort((a, b) => Date.parse(a.environment.startedAt) - Date.parse(b.environment.startedAt));
  const byName = new Map<string, Report[]>();
  for (const report of reports) {
    const name = `${report.implementation.name} (${report.implementation.layers.join(', ')})`;
    const own = byName.get(name);
    if (own === undefined) byName.set(name, [report]);
    else own.push(report);
  }
  return [...byName].map(([implementation, own]) => ({ implementation, reports: own }));
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?:^|[\\/])report\.json$/.test(name))
      .sort();
  } catch (error) {
    throw new WrongUse(`cannot read "${directory}": ${messageOf(error)}`);
  }
}
