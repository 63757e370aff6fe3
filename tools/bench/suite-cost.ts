import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { CODE_ROOT, PACKAGE_ROOT } from '../../src/package';
import { buildIndex } from '../start/build-index';
import type { CucumberRunFigures } from './cucumber-run';
import { writeEmptyFeatures } from './empty-features';
import { median } from './median';

/** Milliseconds of a whole process, and of cucumber in it. */
export interface Cost {
  readonly processMs: number;
  readonly cucumberMs: number;
}

/** What the suite costs beside the same number of scenarios and steps that do nothing. Medians of fresh processes. */
export interface SuiteCost {
  readonly scenarios: number;
  readonly steps: number;
  readonly runs: number;
  /** Scenarios and steps that do nothing. */
  readonly floor: Cost;
  /** The suite in bare cucumber. */
  readonly suite: Cost;
  /** The suite by `cmdqv-conformance run`, reports and all. */
  readonly runMs: number;
  readonly ratio: { readonly suite: number; readonly cucumber: number; readonly run: number };
}

/** Measures by turns, so that a machine that slows down slows all sides. */
export function measureSuiteCost(runs: number, tell: (text: string) => void): SuiteCost {
  const directory = mkdtempSync(join(tmpdir(), 'cmdqv-bench-'));
  try {
    const features = join(directory, 'features');
    writeEmptyFeatures(join(PACKAGE_ROOT, 'features'), features);
    // The suite has an index of its features.
    const index = join(directory, 'index');
    buildIndex(features, index);
    const child = join(__dirname, 'cucumber-run.js');
    const support = join(__dirname, 'empty-steps.js');
    const cli = [join(CODE_ROOT, 'src', 'cli', 'main.js'), 'run', '--format', 'quiet', '--out', join(directory, 'reports')];
    const floor: Sample[] = [];
    const suite: Sample[] = [];
    const run: number[] = [];
    for (let turn = 1; turn <= runs; turn += 1) {
      tell(`suite and floor, ${turn} of ${runs}`);
      floor.push(sample([child, features, support, index]));
      suite.push(sample([child]));
      run.push(timed(cli).processMs);
    }
    const [first] = suite;
    const same = floor[0]?.scenarios === first?.scenarios && floor[0]?.steps === first?.steps;
    if (first === undefined || !same) throw new Error('suite and floor differ in scenarios or steps');
    return result(runs, floor, suite, run);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Sample = Cost & Pick<CucumberRunFigures, 'scenarios' | 'steps'>;

function result(runs: number, floors: readonly Sample[], suites: readonly Sample[], run: readonly number[]): SuiteCost {
  const { scenarios = 0, steps = 0 } = suites[0] ?? {};
  const floor = medians(floors);
  const suite = medians(suites);
  const runMs = median(run);
  const ratio = { suite: suite.processMs / floor.processMs, cucumber: suite.cucumberMs / floor.cucumberMs, run: runMs / floor.processMs };
  return { scenarios, steps, runs, floor, suite, runMs, ratio };
}

function medians(costs: readonly Cost[]): Cost {
  return { processMs: median(costs.map((cost) => cost.processMs)), cucumberMs: median(costs.map((cost) => cost.cucumberMs)) };
}

function sample(args: readonly string[]): Sample {
  const { processMs, stdout } = timed(args);
  const figures: CucumberRunFigures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  if (figures.notPassed > 0) process.stderr.write(`${figures.notPassed} steps did not pass in ${args[0]}: the comparison is off\n`);
  return { processMs, cucumberMs: figures.milliseconds, scenarios: figures.scenarios, steps: figures.steps };
}

function timed(args: readonly string[]): { readonly processMs: number; readonly stdout: string } {
  const began = performance.now();
  const { error, stderr, stdout } = spawnSync(process.execPath, args, { cwd: PACKAGE_ROOT, encoding: 'utf8', maxBuffer: 1 << 28 });
  const processMs = performance.now() - began;
  if (error !== undefined) throw error;
  if (stderr !== '') process.stderr.write(stderr);
  return { processMs, stdout };
}
