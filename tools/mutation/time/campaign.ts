import type { PlannedScenario } from '../../../src/specification/plan';
import { edited } from './change';
import { Choice } from './choice';
import { type KeptResult, type KeptResults, scenarioDigest } from './kept-results';
import type { Trial } from './messages';
import type { PlacedMutant } from './placed-mutants';
import { reachOf } from './reach';
import { Worker } from './workers';

/** How often what was found is written, in mutants. */
const WRITTEN_EVERY = 50;

/** What mutants are tried by. */
export interface CampaignOptions {
  readonly scenarios: readonly PlannedScenario[];
  /** Fingerprint of the code that the mutants are of. */
  readonly code: string;
  readonly kept: KeptResults;
  /** How many scenarios try a mutant at most. */
  readonly most: number;
}

/** Tries mutants side by side, and keeps what becomes of them. What is known still is not tried again. */
export class Campaign {
  readonly #scenarios: readonly PlannedScenario[];
  readonly #digests: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #code: string;
  readonly #kept: KeptResults;
  readonly #most: number;

  constructor({ code, kept, most, scenarios }: CampaignOptions) {
    this.#scenarios = scenarios;
    this.#digests = scenarios.map(scenarioDigest);
    this.#positions = new Map(scenarios.map(({ id }, position) => [id, position]));
    this.#code = code;
    this.#kept = kept;
    this.#most = most;
  }

  /** `sources` is the fingerprint of everything that tells which scenarios reach what. */
  async run(mutants: readonly PlacedMutant[], sources: string, jobs: number): Promise<void> {
    const workers = Array.from({ length: jobs }, () => new Worker());
    try {
      const [first] = workers;
      if (first === undefined) throw new Error('nobody is there to see which scenarios reach what');
      const choice = new Choice(await reachOf(sources, first));
      const waiting = families(mutants);
      let done = 0;
      const work = async (worker: Worker): Promise<void> => {
        for (let family = waiting.shift(); family !== undefined; family = waiting.shift()) {
          for (const mutant of family) {
            await this.#try(mutant, worker, choice);
            done += 1;
            if (done % WRITTEN_EVERY !== 0) continue;
            this.#kept.write();
            console.log(`${done} of ${mutants.length}`);
          }
        }
      };
      await Promise.all(workers.map(work));
    } finally {
      for (const worker of workers) worker.stop();
      this.#kept.write();
    }
  }

  async #try(mutant: PlacedMutant, worker: Worker, choice: Choice): Promise<void> {
    if (this.#kept.followsFrom(mutant)) return;
    const twin = this.#kept.get(mutant.twin ?? '');
    if (twin?.fate === 'survived' && twin.active !== true) {
      this.#kept.set(mutant.id, twin);
      return;
    }
    const earlier = this.#kept.get(mutant.id);
    // What was found on other code is worth a hint: who killed then may kill now.
    const known = earlier?.code === this.#code ? earlier : undefined;
    const killer = earlier?.by && this.#positions.get(earlier.by[0]);
    if (known?.fate === 'killed' && (known.by === undefined || (killer !== undefined && this.#digests[killer] === known.by[1]))) return;
    const reaching = choice.scenarios(mutant.place, mutant.from);
    const tried = known?.fate === 'survived' ? this.#kept.list(known.tried) : new Set<string>();
    const left = reaching.filter((position) => !tried.has(this.#digests[position] ?? ''));
    if (known !== undefined && known.fate !== 'killed' && (left.length === 0 || tried.size >= this.#most)) return;
    const promising = killer === undefined ? left : [killer, ...left.filter((position) => position !== killer)];
    const inOrder = promising.slice(0, Math.max(this.#most - tried.size, 0));
    const trial = await worker.attempt({
      file: mutant.text.file,
      source: edited(mutant.source, mutant.edits),
      scenarios: inOrder.map((position) => this.#scenarios[position]?.id ?? ''),
    });
    if (trial.fate === 'killed') choice.killed(this.#positions.get(trial.by ?? ''));
    this.#kept.set(
      mutant.id,
      this.#result(trial, [...tried, ...inOrder.map((position) => this.#digests[position] ?? '')], known?.active === true),
    );
  }

  #result(trial: Trial, digests: readonly string[], wasActive: boolean): KeptResult {
    const code = this.#code;
    switch (trial.fate) {
      case 'killed': {
        const position = this.#positions.get(trial.by ?? '');
        return { fate: 'killed', code, ...(position === undefined ? {} : { by: [trial.by ?? '', this.#digests[position] ?? ''] }) };
      }
      case 'survived': {
        const tried = this.#kept.addList(digests);
        return { fate: 'survived', code, active: trial.active || wasActive, tried };
      }
      case 'invalid':
        return { fate: 'invalid', code };
    }
  }
}

/** The mutants by the place that they are at, those first that others follow from. */
function families(mutants: readonly PlacedMutant[]): PlacedMutant[][] {
  const found = new Map<string, PlacedMutant[]>();
  for (const mutant of mutants) {
    const place = `${mutant.text.file}:${mutant.position}`;
    found.set(place, [...(found.get(place) ?? []), mutant]);
  }
  return [...found.values()].map((family) => family.sort((one, other) => rank(one) - rank(other)));
}

function rank({ after, twin }: PlacedMutant): number {
  return (after === undefined ? 0 : 1) + (twin === undefined ? 0 : 1);
}
