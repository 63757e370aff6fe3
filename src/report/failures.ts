import type { Failure, RunResult, ScenarioOutcome } from '../run/outcome';

/** A scenario that failed. */
export type FailedScenario = ScenarioOutcome & { readonly failure: Failure };

/** The scenarios that failed, in the order of the features. */
export function failuresOf({ scenarios }: Pick<RunResult, 'scenarios'>): FailedScenario[] {
  return scenarios.flatMap((outcome) => (outcome.failure === undefined ? [] : [{ ...outcome, failure: outcome.failure }]));
}
