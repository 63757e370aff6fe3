import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTATION_SCORE_FILE, type MutationScore } from '../../src/evidence/strength/mutation-score';
import { MUTATED_SOURCES, sourcesFingerprint } from '../../src/evidence/strength/sources-fingerprint';
import { messageOf } from '../../src/message-of';
import { PACKAGE_ROOT } from '../../src/package';
import { scenarioKey } from '../../src/specification/plan';
import { loadSuite } from '../../src/specification/suite';
import { toolScript } from '../gate/command';
import { Equivalents, readEquivalents } from './equivalents';
import { EFFORT_VARIABLE, type Effort, SAMPLE } from './round';
import { tally } from './score';
import { readStrykerReport } from './stryker-report';
import { readArguments } from './time/options';
import { mutateOverTime } from './time/over-time';
import { OUTLIVING } from './time/placed-mutants';
import { withoutUndecided } from './undecided';

const STRYKER = '@stryker-mutator/core';
const INCREMENTAL = join(PACKAGE_ROOT, 'reports', 'mutation', 'incremental.json');

/** What is worked out when a module is loaded would need a process for each mutant, too. */
const NO_CONSTANTS = '--ignoreStatic';
const FRESH = ['--coverageAnalysis', 'all', '--maxTestRunnerReuse', '1'];

/**
 * `npm run mutation [-- arguments of StrykerJS]`: mutants of the reference, judged by the features alone.
 *
 * Each is tried by a sample of the scenarios that reach it, taken from all clauses; those that survive by another sample, then by all.
 * Which scenarios reach what outlives them cannot be told: all of them try it, until enough have failed.
 * Only what has changed since the last time is tried again. A `quick` one ends with the samples: its survivors may be none.
 */
function main(more: readonly string[], quick: boolean): void {
  // A sample may go on after a failure, which tells of more clauses; a hanging mutant shows soon.
  const hasty = ['--disableBail', '--timeoutMS', '5000', '--timeoutFactor', '0.1'];
  const passes: readonly (readonly [Effort, readonly string[]])[] = [
    ['sample', [...hasty, NO_CONSTANTS]],
    ['anotherSample', [...hasty, NO_CONSTANTS]],
    ['all', [NO_CONSTANTS]],
  ];
  for (const [effort, flags] of passes) {
    if (!stryker(effort, [...flags, ...more])) return;
    if (quick && effort === 'anotherSample') break;
    const { report, undecided } = withoutUndecided(readStrykerReport(INCREMENTAL));
    if (undecided === 0) break;
    console.log(`${undecided} mutants survived the scenarios that tried them; others reach them, too`);
    writeFileSync(INCREMENTAL, JSON.stringify(report));
  }
  // Last: a pass over some files makes StrykerJS take new scenarios for old ones in the others.
  const everything = !more.includes('--mutate');
  if (everything && !stryker('all', ['--disableBail', ...more, ...FRESH, '--force', '--mutate', `reference/${OUTLIVING}`])) return;
  conclude(quick ? { most: 2 * SAMPLE } : {});
}

function stryker(effort: Effort, more: readonly string[]): boolean {
  const { status } = spawnSync(process.execPath, [toolScript(`${STRYKER}/bin/stryker.js`), 'run', ...more], {
    cwd: PACKAGE_ROOT,
    stdio: 'inherit',
    env: { ...process.env, [EFFORT_VARIABLE]: effort },
  });
  if (status !== 0) process.exitCode = 3;
  return status === 0;
}

/** Writes the score and names the survivors. */
function conclude(tried: Pick<MutationScore, 'most'>): void {
  const { plan } = loadSuite();
  const scenarios = new Map(plan.scenarios.map((scenario) => [scenarioKey(scenario.feature, scenario.line), scenario]));
  const equivalents = new Equivalents(readEquivalents());
  const { survivors, ...counts } = tally(
    readStrykerReport(INCREMENTAL),
    (feature, line) => scenarios.get(scenarioKey(feature, line)),
    equivalents,
  );
  const { version }: { version: string } = require(`${STRYKER}/package.json`);
  const score: MutationScore = {
    ...counts,
    ...tried,
    fingerprint: sourcesFingerprint(MUTATED_SOURCES) ?? '',
    measured: new Date().toISOString().slice(0, 10),
    tool: `${STRYKER} ${version}`,
  };
  writeFileSync(MUTATION_SCORE_FILE, `${JSON.stringify(score, undefined, 2)}\n`);
  for (const { at, file, line, original, replacement } of survivors) {
    console.log(`survived: reference/${file}:${at}\n    ${line}\n    ${original}  ->  ${replacement}`);
  }
  for (const { file, line, original, replacement } of equivalents.stale) {
    console.log(`explained, but gone or killed: ${file}: ${line}\n    ${original}  ->  ${replacement}`);
  }
  console.log(
    `${score.killed} killed, ${score.survived} survived, ${score.equivalent} equivalent, ${score.invalid} invalid: ${score.score} %`,
  );
  if (survivors.length > 0 || equivalents.stale.length > 0) process.exitCode = 1;
}

/** `npm run mutation`: both kinds of mutants; with `--time` those over time alone, with arguments of StrykerJS its own alone. */
async function mutate(): Promise<void> {
  if (!existsSync(join(PACKAGE_ROOT, 'reference')))
    throw new Error('npm run mutation needs the sources of this package: clone its repository');
  const { quick, stryker, time } = readArguments(process.argv.slice(2));
  if (stryker !== undefined) main(stryker, quick);
  if (time !== undefined && !(await mutateOverTime(time))) process.exitCode ??= 1;
}

mutate().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 2;
});
