import { fork } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mergeReports } from '../report/merge';
import { readReport } from '../report/read-report';
import type { RunResult } from '../run/outcome';
import { VERDICTS, type Verdict } from '../run/session';
import { writePart } from '../specification/part';
import type { Selection } from '../specification/selection';
import { type Shard, shardOf } from '../specification/shard';
import type { Suite } from '../specification/suite';
import { runWords, type SharedOptions } from './run-words';

/** What a part tells while it runs. */
export interface PartProgress {
  readonly ended: Verdict;
}

/** A run in several processes, each with its share of the scenarios and an implementation of its own. */
export interface SideBySide {
  readonly jobs: number;
  readonly suite: Suite;
  readonly selection: Selection;
  /** What the parts are asked for besides. */
  readonly options: SharedOptions;
  /** For the report: how the run was asked for. */
  readonly command: string;
  /** The part that the whole is of a greater run, if it is one. */
  readonly shard?: Shard;
  /** Directory of the whole run's reports; the parts have theirs below it while they run. */
  readonly out: string;
  readonly onScenario?: (verdict: Verdict) => void;
  /** Once aborted, the parts begin no further scenario. */
  readonly signal?: AbortSignal;
}

/** Runs all parts to their end and joins what they found, their messages too. */
export async function runSideBySide(run: SideBySide): Promise<{ readonly result: RunResult; readonly messages: string }> {
  const began = performance.now();
  const { command, jobs, out, selection, shard, suite } = run;
  const parts = Array.from({ length: jobs }, (_, at) => {
    const folder = join(out, `.part-${at + 1}`);
    return { index: at + 1, count: jobs, folder, file: `${folder}.json` };
  });
  try {
    await Promise.all(
      parts.map(({ count, file, folder, index }) => {
        writePart(file, shardOf(selection, { index, count }));
        return runPart(['--part', file, '--shard', `${index}/${count}`, '--out', folder], run);
      }),
    );
    const result = mergeReports(
      parts.map(({ folder }) => readReport(join(folder, 'report.json'))),
      suite,
    );
    const environment = { ...result.environment, durationMs: Math.round(performance.now() - began), command };
    const messages = parts.map(({ folder }) => readFileSync(join(folder, 'messages.ndjson'), 'utf8')).join('');
    return { result: { ...result, environment, ...(shard === undefined ? {} : { shard }) }, messages };
  } finally {
    for (const { file, folder } of parts) for (const path of [folder, file]) rmSync(path, { recursive: true, force: true });
  }
}

/** One part: the command, asked for what the whole was asked for. */
function runPart(own: readonly string[], { onScenario, options, signal }: SideBySide): Promise<void> {
  const words = [...runWords(options), ...own, '--format', 'quiet', '--tell-progress'];
  return new Promise((resolve, reject) => {
    // A process group of its own: Ctrl-C reaches the part once, through this process.
    const part = fork(join(__dirname, 'main.js'), words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true });
    const interrupt = () => part.kill('SIGINT');
    const end = () => part.kill('SIGKILL');
    signal?.addEventListener('abort', interrupt, { once: true });
    process.once('exit', end);
    part.on('message', (message: unknown) => {
      if (isPartProgress(message)) onScenario?.(message.ended);
    });
    part.on('error', reject);
    // A part that dies has left the report of an incomplete run.
    part.on('close', () => {
      signal?.removeEventListener('abort', interrupt);
      process.off('exit', end);
      resolve();
    });
  });
}

function isPartProgress(message: unknown): message is PartProgress {
  return typeof message === 'object' && message !== null && 'ended' in message && VERDICTS.some((verdict) => verdict === message.ended);
}
