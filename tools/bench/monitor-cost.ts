import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package';
import { type JudgedRunFigures, UNJUDGED } from './judged-run';
import { median } from './median';

/** What it costs that monitors judge each scenario's log: times of fresh processes. */
export interface MonitorCost {
  readonly runs: number;
  /** The suite, judged by its scenarios alone; what else a machine does only adds to a run, so it is the quickest. */
  readonly unjudgedMs: number;
  /** The quickest, too. */
  readonly judgedMs: number;
  /** How often the monitors saw a clause hold in a run. */
  readonly held: number;
  /** A run over the same without its judging, the median: what slows a machine down slows both parts of a run. */
  readonly ratio: number;
  /** The same where V8 has but one thread: that is processor time, with what V8 compiles for the monitors. */
  readonly ratioInOneThread: number;
}

const ONE_THREAD = '--single-threaded';

export function measureMonitors(runs: number, tell: (text: string) => void): MonitorCost {
  const turns = Array.from({ length: runs }, (_, turn) => {
    tell(`suite with monitors and without, ${turn + 1} of ${runs}`);
    return { unjudged: figures([], UNJUDGED), judged: figures([]), inOneThread: figures([ONE_THREAD]) };
  });
  const differs = ({ held, passed }: JudgedRunFigures, unjudged: JudgedRunFigures) => held === 0 || passed !== unjudged.passed;
  if (turns.some(({ inOneThread, judged, unjudged }) => unjudged.held > 0 || differs(judged, unjudged) || differs(inOneThread, unjudged))) {
    throw new Error('the runs with monitors and without differ in more than that');
  }
  return {
    runs,
    unjudgedMs: Math.min(...turns.map(({ unjudged }) => unjudged.tookMs)),
    judgedMs: Math.min(...turns.map(({ judged }) => judged.tookMs)),
    held: turns[0]?.judged.held ?? 0,
    ratio: median(turns.map(({ judged }) => overTheRest(judged))),
    ratioInOneThread: median(turns.map(({ inOneThread }) => overTheRest(inOneThread))),
  };
}

function overTheRest({ judgingMs, tookMs }: JudgedRunFigures): number {
  return tookMs / (tookMs - judgingMs);
}

function figures(flags: readonly string[], ...words: readonly string[]): JudgedRunFigures {
  const child = [...flags, join(__dirname, 'judged-run.js'), ...words];
  const { error, stderr, stdout } = spawnSync(process.execPath, child, { cwd: PACKAGE_ROOT, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error !== undefined) throw error;
  if (stderr !== '') process.stderr.write(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
