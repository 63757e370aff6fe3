import picomatch from 'picomatch';
import type { Fault } from '../../faults/fault';
import type { Criteria } from '../specification/criteria';
import { suggestion } from '../specification/nearest';
import type { Selection } from '../specification/selection';
import { WrongUse } from '../specification/wrong-use';

/** The faults whose IDs or history IDs match, all without patterns; throws {@link WrongUse} for a pattern that nothing matches. */
export function chooseFaults(faults: readonly Fault[], patterns: readonly string[] | undefined): readonly Fault[] {
  if (patterns === undefined) return faults;
  const matchers = patterns.map((pattern) => {
    const matches = picomatch(pattern, { nocase: true });
    const known = faults.filter((fault) => matches(fault.id) || matches(fault.history ?? ''));
    if (known.length === 0)
      throw new WrongUse(
        `no fault "${pattern}".${suggestion(
          pattern,
          faults.map(({ id }) => id),
        )}`,
      );
    return known;
  });
  const chosen = new Set(matchers.flat());
  return faults.filter((fault) => chosen.has(fault));
}

/** A choice of clauses at the revisions at which a fault shows, unless others are asked for. */
export function criteriaAt({ spec }: Fault, criteria: Criteria): Criteria {
  return spec === undefined ? criteria : { spec, ...criteria };
}

/** The faults that a choice of clauses can catch: it has one that is about them. */
export function withinReach(faults: readonly Fault[], chosenBy: (fault: Fault) => Selection): readonly Fault[] {
  return faults.filter((fault) => {
    const chosen = new Set(chosenBy(fault).clauses.map(({ id }) => id));
    return fault.about.some((id) => chosen.has(id));
  });
}
