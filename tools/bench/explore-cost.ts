import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package';
import type { ExploreFigures, ExploreHow } from './explore-figures';
import { median } from './median';

/** How fast `explore` is beside the same programs on a recorded machine alone. Medians of fresh processes, in turns. */
export interface ExploreCost {
  readonly runs: number;
  readonly alone: ExploreRates;
  /** The reference's device behind the adapter protocol: the reference beside it has to perform everything, too. */
  readonly adapter: ExploreRates;
  readonly memory: ExploreMemory;
}

/** Operations a second. */
export interface ExploreRates {
  readonly performedPerSecond: number;
  readonly exploredPerSecond: number;
  /** Median of what each pair of runs came to. */
  readonly ratio: number;
}

/** Heap of a long exploration. */
export interface ExploreMemory {
  readonly operations: number;
  /** Bytes in use when a tenth was done, and at the end. */
  readonly early: number;
  readonly late: number;
}

const OPERATIONS = 20_000;
const LONG = 200_000;

export function measureExplore(runs: number, tell: (text: string) => void): ExploreCost {
  const alone = rates(runs, []);
  tell('explore on an adapter');
  const adapter = rates(runs, ['adapter']);
  tell('memory of a long exploration');
  const { heap, operations } = figures('explored', LONG, []);
  return { runs, alone, adapter, memory: { operations, ...heap } };
}

function rates(runs: number, more: readonly string[]): ExploreRates {
  const perSecond = (how: ExploreHow) => {
    const { ms, operations } = figures(how, OPERATIONS, more);
    return operations / (ms / 1000);
  };
  const pairs = Array.from({ length: runs }, () => ({ performed: perSecond('performed'), explored: perSecond('explored') }));
  return {
    performedPerSecond: median(pairs.map(({ performed }) => performed)),
    exploredPerSecond: median(pairs.map(({ explored }) => explored)),
    ratio: median(pairs.map(({ explored, performed }) => explored / performed)),
  };
}

function figures(how: ExploreHow, operations: number, more: readonly string[]): ExploreFigures {
  const child = ['--expose-gc', join(__dirname, 'explore-figures.js'), how, String(operations), ...more];
  const { error, status, stderr, stdout } = spawnSync(process.execPath, child, { cwd: PACKAGE_ROOT, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`an exploration to be measured failed: ${stderr}`);
  return JSON.parse(stdout);
}
