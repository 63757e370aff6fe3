import { MONITORS } from '../monitors';
import { packageIdentity } from '../package';
import type { ClaimedDirectory } from '../report/claimed-directory';
import { ReportDirectory } from '../report/report-directory';
import { counted } from '../report/words';
import { Expectations } from '../run/expectations/expectations';
import { readExpectations } from '../run/expectations/expectations-file';
import type { RunResult } from '../run/outcome';
import type { Criteria } from '../specification/criteria';
import { quoted } from '../specification/reproduction';
import { select } from '../specification/selection';
import { loadSuite } from '../specification/suite';
import type { JudgedFile } from '../trace/judged-file';
import { isShown } from '../trace/log-check';
import { requireFile } from '../trace/reading/read-log';
import { TraceResult } from '../trace/trace-result';
import type { JudgedLog } from '../trace/traced-logs';
import { commandLine } from './command-line';
import { type ExitCode, exitCodeOf } from './exit-code';
import { guardProcess } from './process-guard';
import { inColour } from './terminal/colour';
import { columnsTable } from './terminal/columns-table';
import { ending } from './terminal/ending';
import { wrap } from './terminal/wrap';

/** No log says of which version it is: entries of every version count. */
const UNKNOWN_VERSION = 'unknown';

/** What `trace check` was asked for. */
export interface TraceCheckOptions extends Pick<Criteria, 'spec'> {
  readonly out: string;
  /** File of known deviations. */
  readonly expect?: string;
  readonly features?: string;
}

/** Judges logs that came from elsewhere, prints what they show, and leaves reports as a run does. */
export async function traceCheckCommand(
  files: readonly string[],
  { expect, features, out, spec }: TraceCheckOptions,
  directory: ClaimedDirectory,
): Promise<ExitCode> {
  for (const file of files) requireFile(file);
  const expectations = expect === undefined ? {} : { expectations: new Expectations(readExpectations(expect), UNKNOWN_VERSION) };
  const suite = loadSuite(features === undefined ? {} : { features });
  const selection = select(suite.plan, suite.catalogue, spec === undefined ? {} : { spec });
  const reports = new ReportDirectory(directory, suite.catalogue);
  const interruption = new AbortController();
  const { name } = packageIdentity();
  const judging = new TraceResult({
    suite,
    selection,
    files,
    ...expectations,
    command: commandLine(),
    reproduce: (file) => `${name} trace check ${quoted(file)}`,
    judged: (file) => process.stdout.write(`${fileText(file)}\n\n`),
    signal: interruption.signal,
  });
  const finish = (result: RunResult) => {
    reports.finish(result);
    process.stdout.write(`${ending(result, suite.catalogue, out, { chapters: false })}\n`);
  };
  reports.begin(judging.soFar('the judging has not ended'));
  const standDown = guardProcess({
    interrupt: () => interruption.abort(),
    lastWords: (reason) => finish(judging.soFar(reason)),
  });
  const result = await judging.execute();
  finish(result);
  standDown();
  return exitCodeOf(result.verdict);
}

/** What a file shows, clause by clause. */
function fileText(judged: JudgedFile): string {
  const { damages, fault, file, kind, logs } = judged;
  return [
    `${file}: ${kind}`,
    ...(fault === undefined ? [] : [inColour('couldNotRun', `  ${fault}`)]),
    ...damages.map((words) =>
      inColour('couldNotRun', wrap(`Missing or spoiled: ${words}. What was before is not relied on after it.`, '  ')),
    ),
    ...logs.map((log) => logText(log, logs.length > 1)),
  ].join('\n');
}

function logText(log: JudgedLog, several: boolean): string {
  const rows = MONITORS.flatMap((monitor) => {
    const { clause, looksAt } = monitor;
    const broken = log.broken.find((one) => one.monitor === monitor);
    const held = log.held.get(monitor) ?? 0;
    if (broken !== undefined)
      return [[clause, inColour('failed', `violated ${times(broken.times)}, line ${broken.lines[0] ?? 0}`), looksAt]];
    if (held > 0) return [[clause, inColour('passed', `held ${times(held)}`), looksAt]];
    return isShown(monitor, log.shown) ? [[clause, 'not exercised', looksAt]] : [];
  });
  const hidden = MONITORS.filter(
    (monitor) => !log.held.has(monitor) && !log.broken.some((one) => one.monitor === monitor) && !isShown(monitor, log.shown),
  );
  const { cmdqv, iommufd, smmu } = log.events;
  const told =
    cmdqv + iommufd + smmu === 0
      ? counted(log.operations, 'operation')
      : `${counted(cmdqv, 'event')} of CMDQ-V, ${iommufd} of iommufd, ${smmu} of the SMMU`;
  return [
    `  ${several ? `process ${log.process}: ` : ''}${told}`,
    ...log.facts.map((words) => `  ${words}`),
    ...log.remarks.map((words) => inColour('couldNotRun', wrap(capital(words), '  '))),
    ...(rows.length === 0
      ? []
      : [
          columnsTable(
            ['  clause', '', ''],
            rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]),
          ),
        ]),
    ...(hidden.length === 0 ? [] : [wrap(`Not observable in this log: ${hidden.map(({ clause }) => clause).join(', ')}`, '  ')]),
  ].join('\n');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
