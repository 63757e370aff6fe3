import { fork } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mergeReports } from '../report/merge';
import { readReport } from '../report/read-report';
import type { RunResult } from '../run/outcome';
import { VERDICTS, type Verdict } from '../run/session';
import type { Suite } from '../specification/suite';
import { commandLine } from './command-line';

/** What a part tells while it runs. */
export interface PartProgress {
  readonly ended: Verdict;
}

/** A run in several processes, each with its shard of the scenarios and an implementation of its own. */
export interface SideBySide {
  readonly jobs: number;
  readonly suite: Suite;
  /** Directory of the whole run's reports; the parts have theirs below it while they run. */
  readonly out: string;
  readonly onScenario: (verdict: Verdict) => void;
  /** Once aborted, the parts begin no further scenario. */
  readonly signal: AbortSignal;
}

/** Runs all parts to their end and joins what they found, their messages too. */
export async function runSideBySide(run: SideBySide): Promise<{ readonly result: RunResult; readonly messages: string }> {
  const began = performance.now();
  const folders = Array.from({ length: run.jobs }, (_, index) => join(run.out, `.part-${index + 1}`));
  try {
    await Promise.all(folders.map((folder, index) => runPart(folder, index + 1, run)));
    const result = mergeReports(
      folders.map((folder) => readReport(join(folder, 'report.json'))),
      run.suite,
    );
    const environment = { ...result.environment, durationMs: Math.round(performance.now() - began), command: commandLine() };
    const messages = folders.map((folder) => readFileSync(join(folder, 'messages.ndjson'), 'utf8')).join('');
    return { result: { ...result, environment }, messages };
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** One part: this process's own command, with the last word on what differs. */
function runPart(folder: string, index: number, { jobs, onScenario, signal }: SideBySide): Promise<void> {
  const flags = ['--jobs', '1', '--shard', `${index}/${jobs}`, '--out', folder, '--format', 'quiet', '--tell-progress'];
  const [, script = '', ...words] = process.argv;
  return new Promise((resolve, reject) => {
    // A process group of its own: Ctrl-C reaches the part once, through this process.
    const part = fork(script, [...words, ...flags], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true });
    const interrupt = () => part.kill('SIGINT');
    const end = () => part.kill('SIGKILL');
    signal.addEventListener('abort', interrupt, { once: true });
    process.once('exit', end);
    part.on('message', (message: unknown) => {
      if (isPartProgress(message)) onScenario(message.ended);
    });
    part.on('error', reject);
    // A part that dies has left the report of an incomplete run.
    part.on('close', () => {
      signal.removeEventListener('abort', interrupt);
      process.off('exit', end);
      resolve();
    });
  });
}

function isPartProgress(message: unknown): message is PartProgress {
  return typeof message === 'object' && message !== null && 'ended' in message && VERDICTS.some((verdict) => verdict === message.ended);
}
