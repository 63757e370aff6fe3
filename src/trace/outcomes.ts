import { basename } from 'node:path';
import type { Monitor } from '../monitors';
import { plainLine, plainText, WORDS } from '../plain-text';
import type { Monitored, ScenarioOutcome } from '../run/outcome';
import type { Clause } from '../specification/clauses/catalogue';
import type { PlannedScenario } from '../specification/plan';
import type { JudgedFile } from './judged-file';
import { isShown, notShown } from './log-check';
import type { JudgedLog } from './traced-logs';

/** Characters of a file's name that are told. */
const NAME = 200;

/** What outcomes are made with. */
export interface OutcomesOptions {
  readonly monitors: readonly Monitor[];
  /** Clauses that judge, by ID. */
  readonly clauses: ReadonlyMap<string, Clause>;
  /** The command that judges a file again. */
  readonly reproduce: (file: string) => string;
}

/** An outcome for each clause and each log of each file, as a run has for each of its scenarios. */
export function outcomesOf(files: readonly JudgedFile[], options: OutcomesOptions): readonly ScenarioOutcome[] {
  const logs = files.flatMap((file) => file.logs.map((log) => ({ file, log })));
  const slugs = new Set<string>();
  return logs.flatMap(({ file, log }) => {
    const slug = fresh(slugOf(file, log), slugs);
    const several = file.logs.length > 1;
    return options.monitors.flatMap((monitor) => {
      const clause = options.clauses.get(monitor.clause);
      return clause === undefined ? [] : [outcomeOf({ clause, file, log, monitor, several, slug }, options)];
    });
  });
}

/** How often each clause held in all logs, and in how many it was broken. */
export function monitoredIn(files: readonly JudgedFile[], monitors: readonly Monitor[]): readonly Monitored[] {
  const logs = files.flatMap((file) => file.logs);
  const clauses = [...new Set(monitors.map(({ clause }) => clause))];
  const of = (clause: string) => monitors.filter((monitor) => monitor.clause === clause);
  return clauses.map((clause) => ({
    clause,
    held: of(clause).reduce((sum, monitor) => sum + logs.reduce((times, { held }) => times + (held.get(monitor) ?? 0), 0), 0),
    violated: logs.filter(({ broken }) => broken.some(({ monitor }) => monitor.clause === clause)).length,
  }));
}

interface Judged {
  readonly monitor: Monitor;
  readonly clause: Clause;
  readonly file: JudgedFile;
  readonly log: JudgedLog;
  readonly several: boolean;
  readonly slug: string;
}

function outcomeOf(judged: Judged, { reproduce }: OutcomesOptions): ScenarioOutcome {
  const { file, log, monitor } = judged;
  const broken = log.broken.find((one) => one.monitor === monitor);
  const scenario = scenarioOf(judged, broken?.lines[0] ?? 1);
  if (broken !== undefined) {
    const { context, lines, times, words } = broken;
    const more = times > lines.length ? ` and ${times - lines.length} more` : '';
    return {
      scenario,
      verdict: 'failed',
      durationMs: 0,
      failure: {
        message: plainText(`line ${lines[0] ?? 0}: ${words}`, WORDS),
        step: '(at any time)',
        expected: [monitor.looksAt],
        actual: [plainText(words, WORDS), `${lines.length === 1 && more === '' ? 'line' : 'lines'} ${lines.join(', ')}${more}`],
        operations: context.map((line) => plainText(line, WORDS)),
        reproduce: reproduce(file.file),
      },
    };
  }
  const held = log.held.get(monitor) ?? 0;
  if (held > 0) return { scenario, verdict: 'passed', durationMs: 0 };
  if (isShown(monitor, log.shown))
    return { scenario, verdict: 'notApplicable', durationMs: 0, reason: 'not exercised: nothing in the log is about it' };
  return { scenario, verdict: 'notObservable', durationMs: 0, reason: whyNot(monitor, log) };
}

function whyNot(monitor: Monitor, { remarks, shown }: JudgedLog): string {
  const missing = notShown(monitor, shown);
  const words = `not observable in this log, which does not tell of: ${missing.join(', ')}`;
  return remarks.length === 0 ? words : `${words} (${remarks.join('; ')})`;
}

function scenarioOf({ clause, file, log, several, slug }: Judged, line: number): PlannedScenario {
  const name = plainLine(basename(file.file), NAME);
  const told = `the log ${name}${several ? `, process ${log.process}` : ''}`;
  return {
    id: `${clause.id}/log-${slug}`,
    name: told,
    feature: plainLine(file.file, NAME),
    line: Math.max(1, line),
    layer: clause.layer,
    clauses: [clause.id],
    tags: [],
    steps: [],
    definition: { line: 1, text: told, backgrounds: [] },
  };
}

function slugOf({ file, logs }: JudgedFile, { process }: JudgedLog): string {
  const name = `${basename(file)}${logs.length > 1 ? ` ${process}` : ''}`;
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 80) || 'file'
  );
}

function fresh(slug: string, taken: Set<string>): string {
  let unique = slug;
  for (let count = 2; taken.has(unique); count++) unique = `${slug}-${count}`;
  taken.add(unique);
  return unique;
}
