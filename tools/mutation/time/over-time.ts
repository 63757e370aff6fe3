import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { OVER_TIME_FILE, type OverTimeScore } from '../../../src/evidence/strength/over-time-score';
import { MUTATED_SOURCES, sourcesFingerprints } from '../../../src/evidence/strength/sources-fingerprint';
import { PACKAGE_ROOT } from '../../../src/package';
import { loadSuite } from '../../../src/specification/suite';
import { scenariosOfReference } from '../../cucumber/scenarios-of-reference';
import { Equivalents, readEquivalents } from '../equivalents';
import { Campaign } from './campaign';
import { KeptResults } from './kept-results';
import type { TimeOptions } from './options';
import { type PlacedMutant, placedMutants } from './placed-mutants';
import { overTimeScore, overTimeText } from './tally';

/** Where mutants over time that no run can tell from the reference are explained. */
const EQUIVALENTS_FILE = join(PACKAGE_ROOT, 'reference', 'equivalent-over-time.json');

/** Tries the mutants over time and tells of them; `false` if one survives, or an explanation is of no use. */
export async function mutateOverTime({ afresh, every, jobs, most, only }: TimeOptions): Promise<boolean> {
  const [all = '', code = ''] = sourcesFingerprints([MUTATED_SOURCES, ['steps', 'reference', 'src/tables']]).map((known) => known ?? '');
  const { catalogue, plan } = loadSuite();
  const mutants = placedMutants();
  const chosen = withThoseBefore(
    mutants,
    ({ text }, index) => index % every === 0 && (only === undefined || `${text.file}: ${text.replacement}`.includes(only)),
  );
  const kept = new KeptResults(afresh, new Set(mutants.map(({ id }) => id)));
  const campaign = new Campaign({
    scenarios: scenariosOfReference({ catalogue, plan }),
    code,
    kept,
    most: most ?? Number.POSITIVE_INFINITY,
  });
  await campaign.run(chosen, all, jobs ?? availableParallelism());

  const equivalents = new Equivalents(readEquivalents(EQUIVALENTS_FILE));
  const fates = chosen.flatMap((mutant) => {
    const result = kept.get(mutant.id);
    return result === undefined || kept.followsFrom(mutant) ? [] : [{ ...mutant, result }];
  });
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
      fingerprint: all,
      measured: new Date().toISOString().slice(0, 10),
    };
    writeFileSync(OVER_TIME_FILE, `${JSON.stringify(measured, undefined, 2)}\n`);
  }
  return survivors.length === 0 && stale.length === 0;
}

/** The mutants of a choice, and those that they follow from. */
function withThoseBefore(mutants: readonly PlacedMutant[], choice: (mutant: PlacedMutant, index: number) => boolean): PlacedMutant[] {
  const chosen = mutants.filter(choice);
  const wanted = new Set(chosen.flatMap(({ after, id, twin }) => [id, after ?? id, twin ?? id]));
  return mutants.filter(({ id }) => wanted.has(id));
}
