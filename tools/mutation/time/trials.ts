import { MUTATED_SOURCES, sourcesFingerprints } from '../../../src/evidence/strength/sources-fingerprint';
import { loadSuite } from '../../../src/specification/suite';
import { scenariosOfReference } from '../../cucumber/scenarios-of-reference';
import { Campaign } from './campaign';
import { KeptResults } from './kept-results';
import { type PlacedMutant, placedMutants } from './placed-mutants';
import type { Fate } from './tally';

/** What a mutant is tried by. */
export interface TrialOptions {
  /** Whatever was found before. */
  readonly afresh?: boolean;
  /** So many scenarios at most; all that reach it without. */
  readonly most?: number | undefined;
  /** Processes side by side. */
  readonly jobs: number;
}

/** Trials of the mutants over time that the sources give. */
export class Trials {
  readonly mutants: readonly PlacedMutant[] = placedMutants();
  /** Of the sources that tell what becomes of a mutant. */
  readonly fingerprint: string;
  readonly #kept: KeptResults;
  readonly #campaign: Campaign;
  readonly #jobs: number;

  constructor({ afresh = false, jobs, most = Number.POSITIVE_INFINITY }: TrialOptions) {
    const [all = '', code = ''] = sourcesFingerprints([MUTATED_SOURCES, ['steps', 'reference', 'src/tables']]).map((known) => known ?? '');
    this.fingerprint = all;
    this.#kept = new KeptResults(afresh, new Set(this.mutants.map(({ id }) => id)));
    this.#campaign = new Campaign({ scenarios: scenariosOfReference(loadSuite()), code, kept: this.#kept, most });
    this.#jobs = jobs;
  }

  /** What becomes of the chosen ones and of those that they follow from; nothing of those of which it goes without saying. */
  async fates(choice: (mutant: PlacedMutant, index: number) => boolean): Promise<readonly (PlacedMutant & Fate)[]> {
    const chosen = this.#withThoseBefore(choice);
    await this.#campaign.run(chosen, this.fingerprint, this.#jobs);
    return chosen.flatMap((mutant) => {
      const result = this.#kept.get(mutant.id);
      return result === undefined || this.#kept.followsFrom(mutant) ? [] : [{ ...mutant, result }];
    });
  }

  #withThoseBefore(choice: (mutant: PlacedMutant, index: number) => boolean): PlacedMutant[] {
    const chosen = this.mutants.filter(choice);
    const wanted = new Set(chosen.flatMap(({ after, id, twin }) => [id, after ?? id, twin ?? id]));
    return this.mutants.filter(({ id }) => wanted.has(id));
  }
}
