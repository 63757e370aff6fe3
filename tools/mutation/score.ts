import type { MutationScore } from '../../src/evidence/strength/mutation-score';
import type { PlannedScenario } from '../../src/specification/plan';
import type { Equivalents } from './equivalents';
import { type MutantText, mutantText } from './mutant-text';
import type { Mutant, StrykerReport } from './stryker-report';

/** What a report comes to: all of the score but when, with what and on which sources. */
export interface Tally extends Pick<MutationScore, 'score' | 'killed' | 'survived' | 'equivalent' | 'invalid' | 'clauses'> {
  /** Mutants that survived and are not explained, with the line that they are on. */
  readonly survivors: readonly (MutantText & { readonly at: number })[];
}

/** Counts the mutants of a report, and those that each clause's scenarios killed. */
export function tally(
  report: StrykerReport,
  scenarioAt: (feature: string, line: number) => PlannedScenario | undefined,
  equivalents: Equivalents,
): Tally {
  const clausesOf = clausesByTest(report, scenarioAt);
  const clauses = new Map<string, number>();
  const survivors: (MutantText & { at: number })[] = [];
  let [killed, equivalent, invalid] = [0, 0, 0];
  for (const [file, { mutants, source }] of Object.entries(report.files)) {
    for (const mutant of mutants) {
      switch (fateOf(mutant)) {
        case 'killed':
          killed += 1;
          for (const id of new Set((mutant.killedBy ?? []).flatMap((test) => clausesOf.get(test) ?? []))) {
            clauses.set(id, (clauses.get(id) ?? 0) + 1);
          }
          break;
        case 'survived': {
          const text = mutantText(file, source, mutant);
          if (equivalents.explains(text)) equivalent += 1;
          else survivors.push({ ...text, at: mutant.location.start.line });
          break;
        }
        case 'invalid':
          invalid += 1;
      }
    }
  }
  const valid = killed + equivalent + survivors.length;
  return {
    score: valid === 0 ? 0 : Math.floor((killed / valid) * 1000) / 10,
    killed,
    survived: survivors.length,
    equivalent,
    invalid,
    clauses: Object.fromEntries([...clauses].sort(([one], [other]) => (one < other ? -1 : 1))),
    survivors,
  };
}

function fateOf({ status }: Mutant): 'killed' | 'survived' | 'invalid' {
  if (status === 'Killed' || status === 'Timeout') return 'killed';
  return status === 'Survived' || status === 'NoCoverage' ? 'survived' : 'invalid';
}

function clausesByTest(
  { testFiles = {} }: StrykerReport,
  scenarioAt: (feature: string, line: number) => PlannedScenario | undefined,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(testFiles).flatMap(([feature, { tests }]) =>
      tests.map(({ id, location }) => [id, scenarioAt(feature, location?.start.line ?? 0)?.clauses ?? []] as const),
    ),
  );
}
