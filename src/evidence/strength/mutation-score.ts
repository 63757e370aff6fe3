import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../is-object';
import { PACKAGE_ROOT } from '../../package';

/** Where the last result of `npm run mutation` is kept. */
export const MUTATION_SCORE_FILE = join(PACKAGE_ROOT, 'reference', 'mutation-score.json');

/** What became of the reference's mutants when they were last tried. */
export interface MutationScore {
  /** Percent of the valid mutants that were killed; equivalent ones count as not killed. */
  readonly score: number;
  /** Mutants that a scenario failed on, or that hung. */
  readonly killed: number;
  /** Mutants that no scenario noticed and that nobody has explained. */
  readonly survived: number;
  /** Mutants that no scenario can notice, each with its reason in equivalent-mutants.json. */
  readonly equivalent: number;
  /** Mutants that crash in JavaScript before a scenario can judge; part of no other number. */
  readonly invalid: number;
  /** Scenarios that tried each at most, so that the score is a lower bound; all that reach it where absent. */
  readonly most?: number;
  /** Of the sources that were mutated and that judged. */
  readonly fingerprint: string;
  /** Day of the measurement, YYYY-MM-DD. */
  readonly measured: string;
  readonly tool: string;
  /** Mutants that each clause's scenarios were seen to kill, by clause ID; at least so many. */
  readonly clauses: Readonly<Record<string, number>>;
}

/** The kept result; `undefined` where there is none. Throws if the file is something else. */
export function readMutationScore(file: string = MUTATION_SCORE_FILE): MutationScore | undefined {
  if (!existsSync(file)) return undefined;
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isMutationScore(json)) throw new Error(`${file} holds no result of \`npm run mutation\``);
  return json;
}

function isMutationScore(json: unknown): json is MutationScore {
  return (
    isObject(json) &&
    ['score', 'killed', 'survived', 'equivalent', 'invalid'].every((name) => typeof json[name] === 'number') &&
    (json.most === undefined || typeof json.most === 'number') &&
    ['fingerprint', 'measured', 'tool'].every((name) => typeof json[name] === 'string') &&
    isObject(json.clauses) &&
    Object.values(json.clauses).every((count) => typeof count === 'number')
  );
}
