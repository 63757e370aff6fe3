import type { OutcomeJudge } from '../outcome-judge';

/** What is known of each part of an implementation, taken together. */
export function joinedJudges(judges: readonly OutcomeJudge[]): OutcomeJudge {
  return {
    ids: judges.flatMap(({ ids }) => ids),
    judge: (outcome) => judges.reduce((sofar, judge) => judge.judge(sofar), outcome),
    unexpectedPasses: (outcomes, plan) => new Set(judges.flatMap((judge) => [...judge.unexpectedPasses(outcomes, plan)])),
    stale: (plan) => judges.flatMap((judge) => judge.stale(plan)),
  };
}
