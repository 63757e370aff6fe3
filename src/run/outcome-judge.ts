import type { Plan } from '../specification/plan';
import type { ScenarioOutcome } from './outcome';

/** Holds outcomes against what is known of the implementation. */
export interface OutcomeJudge {
  /** IDs of the deviations on record. */
  readonly ids: readonly string[];
  /** What an outcome counts as; called when a scenario has ended. */
  judge(outcome: ScenarioOutcome): ScenarioOutcome;
  /** Outcomes that passed although a deviation is on record; called when all have ended. */
  unexpectedPasses(outcomes: readonly ScenarioOutcome[], plan: Pick<Plan, 'scenarios'>): ReadonlySet<ScenarioOutcome>;
  /** Records that describe nothing in the suite. */
  stale(plan: Pick<Plan, 'scenarios'>): readonly { readonly id: string; readonly problem: string }[];
}

/** Nothing is known of the implementation. */
export const NO_EXPECTATIONS: OutcomeJudge = {
  ids: [],
  judge: (outcome) => outcome,
  unexpectedPasses: () => new Set(),
  stale: () => [],
};

/** Outcomes with those that passed although a deviation is on record counted as that. */
export function withUnexpectedPasses(
  judge: OutcomeJudge,
  outcomes: readonly ScenarioOutcome[],
  plan: Pick<Plan, 'scenarios'>,
): ScenarioOutcome[] {
  const surprises = judge.unexpectedPasses(outcomes, plan);
  const reason = 'it passed, but a deviation is on record for it: remove the entry';
  return outcomes.map((outcome) => (surprises.has(outcome) ? { ...outcome, verdict: 'unexpectedPass', reason } : outcome));
}
