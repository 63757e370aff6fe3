import { instrumentedModules, referenceModules } from './modules';
import { mutantsOf, type TimeMutant } from './mutants';
import { placeAt } from './reached';

/** A mutant with its module's source and the place that tells whether its code is reached. */
export interface PlacedMutant extends TimeMutant {
  readonly source: string;
  /** `undefined` where nothing tells. */
  readonly place: number | undefined;
}

/** All mutants of the reference. */
export function placedMutants(): PlacedMutant[] {
  const modules = referenceModules();
  const instrumented = instrumentedModules(modules);
  return modules.flatMap(({ file, source }) =>
    mutantsOf(file, source).map((mutant) => {
      const known = instrumented.get(file);
      const inModule = known && placeAt(known.places, mutant.position);
      return { ...mutant, source, place: known === undefined || inModule === undefined ? undefined : known.first + inModule };
    }),
  );
}
