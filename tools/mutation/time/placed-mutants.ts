import { instrumentedModules, referenceModules } from './modules';
import { mutantsOf, type TimeMutant } from './mutants';
import { placeAt } from './reached';

/** A mutant with its module's source and the place that tells whether its code is reached. */
export interface PlacedMutant extends TimeMutant {
  readonly source: string;
  /** `undefined` where nothing tells. */
  readonly place: number | undefined;
}

/**
 * Made once in a process, for all scenarios: only the first scenario is seen to reach its code, and any may show what is wrong with it.
 */
export const OUTLIVING = 'kernel/tegra/layout.ts';

/** All mutants of the reference. */
export function placedMutants(): PlacedMutant[] {
  const modules = referenceModules();
  const instrumented = instrumentedModules(modules);
  return modules.flatMap(({ file, source }) =>
    mutantsOf(file, source).map((mutant) => {
      const known = file === OUTLIVING ? undefined : instrumented.get(file);
      const inModule = known && placeAt(known.places, mutant.position);
      return { ...mutant, source, place: known === undefined || inModule === undefined ? undefined : known.first + inModule };
    }),
  );
}
