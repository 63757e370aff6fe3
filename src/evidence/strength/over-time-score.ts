import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../is-object';
import { PACKAGE_ROOT } from '../../package';

/** Where the last result of mutation over time is kept. */
export const OVER_TIME_FILE = join(PACKAGE_ROOT, 'reference', 'mutation-over-time.json');

/** Mutants over time by what became of them. */
export interface OverTimeCounts {
  readonly made: number;
  /** Mutants that a scenario failed on, or that hung. */
  readonly killed: number;
  /** Mutants that no scenario noticed and that nobody has explained. */
  readonly survived: number;
  /** Those of them that never did anything else than the original: no scenario comes to their code a second time. */
  readonly idle: number;
  /** Mutants that no scenario can notice, each with its reason in equivalent-over-time.json. */
  readonly explained: number;
  /** Percent killed of those that are not explained. */
  readonly score: number;
}

/** What became of the reference's mutants over time, which go wrong only the second time, for the second object or after a change. */
export interface OverTimeScore extends OverTimeCounts {
  /** Every how many of the mutants were tried: a sample; all of them without. */
  readonly sample?: number;
  /** By layer of the reference. */
  readonly layers: Readonly<Record<string, OverTimeCounts>>;
  /** Of the sources that were mutated and that judged. */
  readonly fingerprint: string;
  /** Day of the measurement, YYYY-MM-DD. */
  readonly measured: string;
}

/** The kept result; `undefined` where there is none. Throws if the file is something else. */
export function readOverTimeScore(file: string = OVER_TIME_FILE): OverTimeScore | undefined {
  if (!existsSync(file)) return undefined;
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isOverTimeScore(json)) throw new Error(`${file} holds no result of \`npm run mutation\``);
  return json;
}

function isOverTimeScore(json: unknown): json is OverTimeScore {
  return (
    isCounts(json) &&
    isObject(json) &&
    typeof json.fingerprint === 'string' &&
    typeof json.measured === 'string' &&
    ['number', 'undefined'].includes(typeof json.sample) &&
    isObject(json.layers) &&
    Object.values(json.layers).every(isCounts)
  );
}

function isCounts(json: unknown): boolean {
  return isObject(json) && ['made', 'killed', 'survived', 'idle', 'explained', 'score'].every((name) => typeof json[name] === 'number');
}
