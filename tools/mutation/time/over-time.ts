import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { OVER_TIME_FILE, type OverTimeScore } from '../../../src/evidence/strength/over-time-score';
import { MUTATED_SOURCES, sourcesFingerprints } from '../../../src/evidence/strength/sources-fingerprint';
import { select } from '../../../src/specification/selection';
import { loadSuite } from '../../../src/specification/suite';
import { Equivalents, readEquivalents } from '../equivalents';
import { edited } from './change';
import { Choice } from './choice';
import { KeptResults, readReach, scenarioDigest, writeReach } from './kept-results';
import { instrumentedModules, referenceModules } from './modules';
import { mutantsOf, type TimeMutant } from './mutants';
import type { TimeOptions } from './options';
import { placeAt } from './reached';
import { type Fate, overTimeScore, overTimeText } from './tally';
import { Worker } from './workers';

/** Where mutants over time that no run can tell from the reference are explained. */
export const OVER_TIME_EQUIVALENTS_FILE = OVER_TIME_FILE.replace(/[^/\\]+$/, 'equivalent-over-time.json');

/** How often what was found is written, in mutants. */
const WRITTEN_EVERY = 50;

interface Waiting extends TimeMutant {
  readonly place: number | undefined;
  readonly source: string;
}

/** Tries the mutants over time and tells of them; `false` if one survives, or an explanation is of no use. */
export async function mutateOverTime({ afresh, every, jobs, only }: TimeOptions): Promise<boolean> {
  const [all = '', code = ''] = sourcesFingerprints([MUTATED_SOURCES, ['steps', 'reference', 'src/tables']]).map((known) => known ?? '');
  const { catalogue, plan } = loadSuite();
  const { scenarios } = select(plan, catalogue);
  const digests = scenarios.map(scenarioDigest);
  const modules = referenceModules();
  const mutants = waitingMutants(modules);
  const chosen = mutants.filter(
    ({ text }, index) => index % every === 0 && (only === undefined || `${text.file}: ${text.replacement}`.includes(only)),
  );
  const kept = new KeptResults(afresh);
  const workers = Array.from({ length: jobs ?? availableParallelism() }, () => new Worker());
  const ids = new Set(mutants.map(({ id }) => id));
  try {
    const [first] = workers;
    if (first === undefined) throw new Error('no worker');
    let reach = readReach(all);
    if (reach === undefined) {
      console.log('which scenarios reach what …');
      reach = await first.cover();
      writeReach(all, reach);
    }
    const choice = new Choice(reach);
    const positions = new Map(scenarios.map(({ id }, position) => [id, position]));
    const waiting = [...chosen];
    let done = 0;
    const work = async (worker: Worker): Promise<void> => {
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        done += 1;
        const known = kept.get(mutant.id);
        const killer = known?.by === undefined ? undefined : positions.get(known.by[0]);
        const same = known?.code === code;
        if (same && known.fate === 'killed' && (known.by === undefined || (killer !== undefined && digests[killer] === known.by[1])))
          continue;
        const reaching = choice.scenarios(mutant.place, mutant.from);
        const tried = same && known.fate === 'survived' ? kept.list(known.tried) : new Set<string>();
        const left = reaching.filter((position) => !tried.has(digests[position] ?? ''));
        if (same && known.fate !== 'killed' && left.length === 0) continue;
        const inOrder = killer === undefined ? left : [killer, ...left.filter((position) => position !== killer)];
        const trial = await worker.attempt({ file: mutant.text.file, source: edited(mutant.source, mutant.edits), scenarios: inOrder });
        if (trial.fate === 'killed') {
          const by = trial.by === undefined ? undefined : scenarios[trial.by];
          if (trial.by !== undefined) choice.killed(trial.by);
          kept.set(mutant.id, { fate: 'killed', code, ...(by === undefined ? {} : { by: [by.id, scenarioDigest(by)] as const }) });
        } else if (trial.fate === 'survived') {
          const active = trial.active || (same && known.active === true);
          kept.set(mutant.id, { fate: 'survived', code, active, tried: kept.addList(reaching.map((position) => digests[position] ?? '')) });
        } else kept.set(mutant.id, { fate: 'invalid', code });
        if (done % WRITTEN_EVERY === 0) {
          kept.write(ids);
          console.log(`${done} of ${chosen.length}`);
        }
      }
    };
    await Promise.all(workers.map(work));
  } finally {
    for (const worker of workers) worker.stop();
    kept.write(ids);
  }

  const equivalents = new Equivalents(readEquivalents(OVER_TIME_EQUIVALENTS_FILE));
  const whole = every === 1 && only === undefined;
  const fates = chosen.flatMap((mutant): Fate[] => {
    const result = kept.get(mutant.id);
    return result === undefined ? [] : [{ ...mutant, result }];
  });
  const { score, survivors } = overTimeScore(fates, equivalents);
  for (const { line, result, text } of survivors) {
    const lazy = result.active === true ? '' : '  (nothing makes it act)';
    console.log(`survived: reference/${text.file}:${line}: ${text.replacement}${lazy}\n    ${text.original}`);
  }
  const stale = whole ? equivalents.stale : [];
  for (const { file, line, replacement } of stale) console.log(`explained, but gone or killed: ${file}: ${line}\n    ${replacement}`);
  console.log(overTimeText(score));
  if (whole) {
    const full: OverTimeScore = { ...score, fingerprint: all, measured: new Date().toISOString().slice(0, 10) };
    writeFileSync(OVER_TIME_FILE, `${JSON.stringify(full, undefined, 2)}\n`);
  }
  return survivors.length === 0 && stale.length === 0;
}

function waitingMutants(modules: ReturnType<typeof referenceModules>): Waiting[] {
  const places = instrumentedModules(modules);
  return modules.flatMap(({ file, source }) =>
    mutantsOf(file, source).map((mutant) => {
      const known = places.get(file);
      const inModule = known === undefined ? undefined : placeAt(known.places, mutant.position);
      return { ...mutant, source, place: known === undefined || inModule === undefined ? undefined : known.first + inModule };
    }),
  );
}
