import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClaimedDirectory } from '../report/claimed-directory';
import { mergeReports } from '../report/merge';
import { readReport } from '../report/read-report';
import { ReportDirectory } from '../report/report-directory';
import { loadSuite } from '../specification/suite';
import { type ExitCode, exitCodeOf } from './exit-code';
import { ending } from './terminal/ending';

/** Joins the reports of a run's shards and judges the whole. */
export function reportMergeCommand(
  parts: readonly string[],
  { out, ...places }: { readonly out: string; readonly features?: string },
): ExitCode {
  const suite = loadSuite(places);
  const result = mergeReports(
    parts.map((directory) => readReport(join(directory, 'report.json'))),
    suite,
  );
  const messages = parts.map((directory) => join(directory, 'messages.ndjson')).filter((file) => existsSync(file));
  const joined = messages.map((file) => readFileSync(file, 'utf8')).join('');
  new ReportDirectory(new ClaimedDirectory(out), suite.catalogue).finish(result, joined);
  process.stdout.write(`${ending(result, suite.catalogue, out)}\n`);
  return exitCodeOf(result.verdict);
}
