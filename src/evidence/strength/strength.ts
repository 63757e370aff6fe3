import type { Clause } from '../../specification/clauses/catalogue';
import { type CaughtByMonitors, caughtByMonitors, faultsByClause, readCaughtFaults } from './caught-faults';
import { type MutationScore, readMutationScore } from './mutation-score';
import { type OverTimeScore, readOverTimeScore } from './over-time-score';
import { FAULT_SOURCES, MUTATED_SOURCES, sourcesFingerprints } from './sources-fingerprint';

/** What a clause's scenarios were seen to catch when that was last measured. */
export interface ClauseStrength {
  /** Seeded faults; the whole corpus was tried. */
  readonly faults: number;
  /** Mutants of the reference; at least so many, as no mutant is tried by every scenario. */
  readonly mutants: number;
}

/** What the suite catches, as last measured by `npm run mutation` and `npm run strength`. */
export interface Strength {
  /** Of the clause with that ID. */
  of(id: string): ClauseStrength;
  /** The kept result of `npm run mutation`; `current` says whether it is of the sources that are here. */
  readonly mutation: (Omit<MutationScore, 'clauses' | 'fingerprint'> & { readonly current: boolean }) | undefined;
  /** The same of mutants that go wrong over time; `undefined` where they have not been tried. */
  readonly overTime?: (Omit<OverTimeScore, 'fingerprint'> & { readonly current: boolean }) | undefined;
  /** What monitors catch of the seeded faults, without any scenario's verdict; `undefined` where that was not looked at. */
  readonly monitors?: CaughtByMonitors | undefined;
  /** Whether the kept result of the self-test is of the sources that are here. */
  readonly faultsCurrent: boolean;
}

let read: Strength | undefined;

/** Reads what was measured last; once in a process. */
export function readStrength(): Strength {
  read ??= load();
  return read;
}

/** Tells whether a clause that binds everyone has scenarios that nothing was seen to fail, though faults of a model could. */
export function isWeak(
  { beyondModels, id, level }: Pick<Clause, 'beyondModels' | 'id' | 'level'>,
  scenarios: number,
  strength: Strength,
): boolean {
  const { faults, mutants } = strength.of(id);
  return level === 'MUST' && beyondModels === undefined && scenarios > 0 && faults + mutants === 0;
}

/** What keeps the measured strength from being that of the sources at hand, a sentence each. */
export function strengthDoubts({ faultsCurrent, mutation, overTime }: Strength): readonly string[] {
  const { current, measured } = mutation ?? {};
  return [
    ...(mutation === undefined ? ['Mutants have not been tried: run `npm run mutation`.'] : []),
    ...(current === false ? [`The sources have changed since mutants were tried on ${measured}: run \`npm run mutation\`.`] : []),
    ...(overTime === undefined ? ['Mutants over time have not been tried: run `npm run mutation -- --time`.'] : []),
    ...(overTime?.current === false
      ? [`The sources have changed since mutants over time were tried on ${overTime.measured}: run \`npm run mutation -- --time\`.`]
      : []),
    ...(faultsCurrent ? [] : ['The sources have changed since the faults were tried: run `npm run strength`.']),
  ];
}

function load(): Strength {
  const kept = readCaughtFaults();
  const caught = faultsByClause(kept);
  const score = readMutationScore();
  const overTime = readOverTimeScore();
  // A package without sources cannot tell whether they have changed, and they do not change there.
  const [mutated, faulty] = sourcesFingerprints([MUTATED_SOURCES, FAULT_SOURCES]);
  return {
    of: (id) => ({ faults: caught.get(id)?.length ?? 0, mutants: score?.clauses[id] ?? 0 }),
    mutation: score === undefined ? undefined : counts(score, mutated),
    overTime: overTime === undefined ? undefined : dated(overTime, mutated),
    monitors: caughtByMonitors(kept),
    faultsCurrent: faulty === undefined || faulty === kept?.fingerprint,
  };
}

function counts({ clauses: _byClause, ...rest }: MutationScore, now: string | undefined): NonNullable<Strength['mutation']> {
  return dated(rest, now);
}

/** A result without its fingerprint, but with whether that is the one of the sources now. */
function dated<T extends { readonly fingerprint: string }>(
  { fingerprint, ...rest }: T,
  now: string | undefined,
): Omit<T, 'fingerprint'> & { readonly current: boolean } {
  return { ...rest, current: now === undefined || now === fingerprint };
}
