/** How a mutant is tried: by a sample of the scenarios that reach it, by another one, or by all of them. */
export type Effort = 'sample' | 'anotherSample' | 'all';

/** Variable of the environment through which the processes that StrykerJS starts learn it. */
export const EFFORT_VARIABLE = 'CMDQV_MUTATION_EFFORT';

export function effort(): Effort {
  const told = process.env[EFFORT_VARIABLE];
  return told === 'sample' || told === 'anotherSample' ? told : 'all';
}

/** Scenarios that try a mutant in each sample. */
export const SAMPLE = 150;

/** Failed scenarios after which a mutant's sample has told enough. */
export const ENOUGH_FAILURES = 12;

/** Scenarios that have failed since cucumber was last started in this process. */
let failures = 0;

export function beginRound(): void {
  failures = 0;
}

export function noteFailure(): void {
  failures += 1;
}

/** Whether the scenarios that are left would say nothing new. */
export function hasToldEnough(): boolean {
  return failures >= ENOUGH_FAILURES;
}

/** The mutant that StrykerJS has switched on; none while it looks which scenarios reach which mutants. */
export function activeMutant(): string | undefined {
  const shared: unknown = Reflect.get(globalThis, '__stryker__');
  if (typeof shared !== 'object' || shared === null || !('activeMutant' in shared)) return undefined;
  return typeof shared.activeMutant === 'string' ? shared.activeMutant : undefined;
}
