import picomatch from 'picomatch';
import type { Alternative } from '../../alternatives/alternative';
import { layerOf } from '../../faults';
import type { Fault, Variant } from '../../faults/fault';
import type { Criteria } from '../specification/criteria';
import { suggestion } from '../specification/nearest';
import type { Selection } from '../specification/selection';
import { WrongUse } from '../specification/wrong-use';

/** The faults whose IDs or history IDs match, all without patterns; throws {@link WrongUse} for a pattern that nothing matches. */
export function chooseFaults(faults: readonly Fault[], patterns: readonly string[] | undefined): readonly Fault[] {
  return chosenBy(patterns, faults, ({ history, id }) => [id, history ?? ''], 'fault');
}

/** The alternatives whose IDs match, all without patterns; throws {@link WrongUse} for a pattern that nothing matches. */
export function chooseAlternatives(alternatives: readonly Alternative[], patterns: readonly string[] | undefined): readonly Alternative[] {
  return chosenBy(patterns, alternatives, ({ id }) => [id], 'alternative');
}

function chosenBy<T extends { readonly id: string }>(
  patterns: readonly string[] | undefined,
  all: readonly T[],
  namesOf: (one: T) => readonly string[],
  what: string,
): readonly T[] {
  if (patterns === undefined) return all;
  const matchers = patterns.map((pattern) => {
    const matches = picomatch(pattern, { nocase: true });
    const known = all.filter((one) => namesOf(one).some((name) => matches(name)));
    if (known.length === 0)
      throw new WrongUse(
        `no ${what} "${pattern}".${suggestion(
          pattern,
          all.map(({ id }) => id),
        )}`,
      );
    return known;
  });
  const chosen = new Set(matchers.flat());
  return all.filter((one) => chosen.has(one));
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

/** The alternatives that a choice can judge: a scenario of it reaches them, and what they break on purpose is among the clauses. */
export function judged(
  alternatives: readonly Alternative[],
  criteria: Criteria,
  { clauses, scenarios }: Pick<Selection, 'clauses' | 'scenarios'>,
): readonly Alternative[] {
  const chosen = new Set(clauses.map(({ id }) => id));
  const layers = new Set<string>(scenarios.map(({ layer }) => layer));
  const isChosen = ({ breaks }: Alternative) => breaks === undefined || chosen.has(breaks[0]);
  return alternatives.filter(
    (alternative) => isChosen(alternative) && reachedLayers(alternative, criteria).some((layer) => layers.has(layer)),
  );
}

/** Layers whose scenarios reach an implementation's layer: its own, and those that stand on it. */
const REACHED_FROM: Readonly<Record<string, readonly string[]>> = {
  device: ['device', 'stack'],
  kernel: ['device', 'kernel', 'stack'],
  hardware: ['device', 'kernel', 'hardware', 'stack'],
};

/** The chosen layers whose scenarios reach a variant. */
export function reachedLayers(variant: Variant, { layers: chosen }: Criteria): readonly string[] {
  const reached = REACHED_FROM[layerOf(variant)] ?? [];
  return reached.filter((layer) => chosen?.some((written) => written.toLowerCase() === layer) ?? true);
}
