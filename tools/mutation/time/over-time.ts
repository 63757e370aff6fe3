import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { OVER_TIME_FILE, type OverTimeScore } from '../../../src/evidence/strength/over-time-score';
import { PACKAGE_ROOT } from '../../../src/package';
import { Equivalents, readEquivalents } from '../equivalents';
import type { TimeOptions } from './options';
import { overTimeScore, overTimeText } from './tally';
import { Trials } from './trials';

/** Where mutants over time that no run can tell from the reference are explained. */
export const EQUIVALENTS_FILE = join(PACKAGE_ROOT, 'reference', 'equivalent-over-time.json');

/** Tries the mutants over time and tells of them; `false` if one survives, or an explanation is of no use. */
export async function mutateOverTime({ afresh, every, jobs, most, only }: TimeOptions): Promise<boolean> {
  const trials = new Trials({ afresh, most, jobs: jobs ?? availableParallelism() });
  const fates = await trials.fates(
    ({ text }, index) => index % every === 0 && (only === undefined || `${text.file}: ${text.replacement}`.includes(only)),
  );
  const equivalents = new Equivalents(readEquivalents(EQUIVALENTS_FILE));
  const { score, survivors } = overTimeScore(fates, equivalents);
  for (const { line, result, text } of survivors) {
    const idle = result.active === true ? '' : '  (nothing makes it act)';
    console.log(`survived: reference/${text.file}:${line}: ${text.replacement}${idle}\n    ${text.original}`);
  }
  const whole = every === 1 && only === undefined;
  const stale = whole ? equivalents.stale : [];
  for (const { file, line, replacement } of stale) console.log(`explained, but gone or killed: ${file}: ${line}\n    ${replacement}`);
  console.log(overTimeText(score));
  // What a few scenarios have tried, or what is of one part, is no figure of the suite.
  if (only === undefined && most === undefined) {
    const { layers, ...counts } = score;
    const measured: OverTimeScore = {
      ...counts,
      ...(every === 1 ? {} : { sample: every }),
      layers,
      fingerprint: trials.fingerprint,
      measured: new Date().toISOString().slice(0, 10),
    };
    writeFileSync(OVER_TIME_FILE, `${JSON.stringify(measured, undefined, 2)}\n`);
  }
  return survivors.length === 0 && stale.length === 0;
}
