import { judgingRevisions, layerRevisions } from '../../src/specification/revisions';
import { loadSuite } from '../../src/specification/suite';
import { Equivalents, readEquivalents } from '../mutation/equivalents';
import { edited } from '../mutation/time/change';
import { EQUIVALENTS_FILE } from '../mutation/time/over-time';
import type { PlacedMutant } from '../mutation/time/placed-mutants';
import { verdictOn } from '../mutation/time/tally';
import { Trials } from '../mutation/time/trials';
import type { Caught } from './examine';
import { type Kept, type LeftOut, type MutantsSection, type MutantWorth, summaryNow } from './kept';
import { mutantReason } from './mutant-reasons';
import { inBatches, type Wanted } from './options';
import { exploreApart } from './processes';
import { layerOfModule, nameOf, type Sample, sampled } from './sample';

/** Mutants that are explored. */
const SAMPLE = 100;

/** Why a mutant does not show that does in every program as the original. */
const IDLE = 'No program makes it act.';

/** Explores the sample of mutants over time, and tells of the section after each that shows. */
export async function examineMutants(wanted: Wanted, before: Partial<Kept>, keep: (section: MutantsSection) => void): Promise<void> {
  const trials = new Trials({ jobs: 1 });
  const { leftOut, taken } = await usefulOnes(trials);
  const nameAndCode = ({ code, mutant }: Pick<MutantWorth, 'code' | 'mutant'>) => JSON.stringify([mutant, code]);
  const entryOf = (mutant: PlacedMutant) => ({ mutant: nameOf(mutant), code: mutant.text.original });
  const known = new Map(before.mutants?.sample.map((worth) => [nameAndCode(worth), worth]));
  const results = new Map(
    taken.flatMap((mutant) => {
      const worth = known.get(nameAndCode(entryOf(mutant)));
      return worth === undefined ? [] : [[mutant.id, worth] as const];
    }),
  );
  const chosen = taken.filter(({ id, text }) => {
    if (wanted.missed && (!results.has(id) || results.get(id)?.operations !== undefined)) return false;
    return wanted.layers === undefined || wanted.layers.includes(layerOfModule(text.file));
  });
  const measured = new Set(chosen.map(({ text }) => layerOfModule(text.file)));
  const told = (mutant: PlacedMutant, how: Caught | undefined, idle: boolean) => {
    const entry = entryOf(mutant);
    const reason = idle ? IDLE : how === undefined ? mutantReason(mutant.text) : undefined;
    results.set(mutant.id, { ...entry, layer: layerOfModule(mutant.text.file), ...how, ...(reason === undefined ? {} : { reason }) });
    wanted.told(entry.mutant, how);
    const sample = taken.flatMap(({ id }) => results.get(id) ?? []);
    const layers = summaryNow(sample, measured, wanted.operations, before.mutants?.layers);
    keep({ layers, of: trials.mutants.length, leftOut: leftOutOf(leftOut), sample });
  };
  const revisions = layerRevisions(judgingRevisions(loadSuite().catalogue.revisions));
  for (const batch of inBatches(chosen, ({ text }) => layerOfModule(text.file))) {
    const mutants = new Map(batch.map((mutant) => [mutant.id, mutant]));
    await exploreApart(
      batch.map(({ edits, id, source, text }) => ({ id, changed: { file: text.file, source: edited(source, edits) } })),
      { layer: layerOfModule(batch[0].text.file), revisions, seed: wanted.seed, operations: wanted.operations },
      (id, how, acts) => {
        const mutant = mutants.get(id);
        if (mutant !== undefined) told(mutant, how, how === undefined && !acts);
      },
    );
  }
}

/** The sample: mutants of which scenarios tell that they make a difference. */
async function usefulOnes(trials: Trials): Promise<Sample<PlacedMutant>> {
  const equivalents = new Equivalents(readEquivalents(EQUIVALENTS_FILE));
  return sampled(trials.mutants, SAMPLE, async (some) => {
    const ids = new Set(some.map(({ id }) => id));
    const fates = new Map((await trials.fates(({ id }) => ids.has(id))).map((fate) => [fate.id, fate]));
    return ({ id }) => {
      const fate = fates.get(id);
      const verdict = fate === undefined ? 'follows' : verdictOn(fate, equivalents);
      return verdict === 'killed' || verdict === 'survived' ? undefined : verdict;
    };
  });
}

function leftOutOf(counts: Sample<PlacedMutant>['leftOut']): LeftOut {
  const count = (why: keyof LeftOut) => counts.get(why) ?? 0;
  return { explained: count('explained'), idle: count('idle'), follows: count('follows'), none: count('none') };
}
