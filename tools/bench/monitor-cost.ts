import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package';
import { type JudgedRunFigures, UNJUDGED } from './judged-run';
import { median } from './median';

/** What it costs that monitors judge each scenario's log. Medians of fresh processes, in processor time. */
export interface MonitorCost {
  readonly runs: number;
  /** The suite, judged by its scenarios alone. */
  readonly unjudgedMs: number;
  readonly judgedMs: number;
  /** How often the monitors saw a clause hold in a run. */
  readonly held: number;
  /** Median of what each pair of runs came to. */
  readonly ratio: number;
}

/** Measures by turns, so that a machine that slows down slows both sides. */
export function measureMonitors(runs: number, tell: (text: string) => void): MonitorCost {
  const pairs: { readonly judged: JudgedRunFigures; readonly unjudged: JudgedRunFigures }[] = [];
  for (let turn = 1; turn <= runs; turn += 1) {
    tell(`suite with monitors and without, ${turn} of ${runs}`);
    const unjudged = figures(UNJUDGED);
    pairs.push({ unjudged, judged: figures() });
  }
  if (pairs.some(({ judged, unjudged }) => judged.held === 0 || unjudged.held > 0 || judged.passed !== unjudged.passed)) {
    throw new Error('the runs with monitors and without differ in more than that');
  }
  return {
    runs,
    unjudgedMs: median(pairs.map(({ unjudged }) => unjudged.cpuMs)),
    judgedMs: median(pairs.map(({ judged }) => judged.cpuMs)),
    held: pairs[0]?.judged.held ?? 0,
    ratio: median(pairs.map(({ judged, unjudged }) => judged.cpuMs / unjudged.cpuMs)),
  };
}

function figures(...words: readonly string[]): JudgedRunFigures {
  const child = [join(__dirname, 'judged-run.js'), ...words];
  const { error, stderr, stdout } = spawnSync(process.execPath, child, { cwd: PACKAGE_ROOT, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error !== undefined) throw error;
  if (stderr !== '') process.stderr.write(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
