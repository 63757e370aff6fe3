import type { WholeImplementation } from '../ports';
import { causesOf, rootCauses } from '../report/causes/causes';
import type { RunResult, ScenarioOutcome } from '../run/outcome';
import { SuiteRun } from '../run/suite-run';
import { inProcess, type UnderTest } from '../run/under-test';
import type { Plan, PlannedScenario } from '../specification/plan';
import type { Selection } from '../specification/selection';

/** Milliseconds that a step may take: a fault may make one wait for ever. */
const STEP_TIMEOUT_MS = 5_000;

/** What the suite found of an implementation. */
export interface Findings {
  /** Scenarios that an unmet expectation failed, after their Givens. */
  readonly caughtBy: readonly string[];
  /** Scenarios that something else failed: an error of the implementation, or a Given that it could not follow. */
  readonly upset: readonly string[];
  /** Clauses that a monitor saw broken in the log of any scenario, whatever the scenario said. */
  readonly monitored: readonly string[];
  /** What the failures come from, the cause of most of them first; empty unless that was asked for. */
  readonly leads: readonly Lead[];
  /** Why the run could not judge. */
  readonly reason?: string;
}

/** What one more scenario showed. */
export type News = Partial<Pick<Findings, 'caughtBy' | 'upset' | 'monitored'>>;

/** A cause of failures that follows from no other. */
export interface Lead {
  readonly clause: string;
  readonly message: string;
  /** The scenario that did least. */
  readonly scenario: string;
  /** How many scenarios fail of it, and how many may follow. */
  readonly scenarios: number;
}

/** What is run on an implementation. */
export interface Examination {
  readonly suite: { readonly name: string; readonly version: string; readonly plan: Plan; readonly support: string };
  readonly selection: Selection;
  /** Find out what the failures come from. */
  readonly leads: boolean;
  /** What stands above the implementation; the implementation itself without. */
  readonly above?: UnderTest;
  /** Told as each scenario ends, and what was found since the last one. */
  readonly onScenario: (news: News) => void;
}

/** Runs the chosen scenarios on an implementation. */
export async function examine(
  implementation: WholeImplementation,
  { suite, selection, leads, above, onScenario }: Examination,
): Promise<Findings> {
  const caughtBy: string[] = [];
  const upset: string[] = [];
  const monitored = new Set<string>();
  const run = new SuiteRun({
    suite,
    plan: suite.plan,
    selection,
    support: suite.support,
    underTest: above ?? { ...inProcess(implementation), stepTimeout: STEP_TIMEOUT_MS },
    reference: implementation,
    command: '',
    reproduce: () => '',
    evidence: 'brief',
    observer: {
      scenarioEnded(outcome) {
        const { id } = outcome.scenario;
        const isCaught = isUnmetExpectation(outcome);
        if (tells(outcome)) (isCaught ? caughtBy : upset).push(id);
        onScenario(tells(outcome) ? (isCaught ? { caughtBy: [id] } : { upset: [id] }) : {});
      },
      violationFound: ({ scenario }) => {
        const news = scenario.clauses.filter((clause) => !monitored.has(clause));
        for (const clause of news) monitored.add(clause);
        if (news.length > 0) onScenario({ monitored: news });
      },
    },
  });
  const result = await run.execute();
  const { complete, reason } = result;
  const seen = { caughtBy, upset, monitored: [...monitored].sort() };
  return { ...seen, leads: leads ? leadsOf(result) : [], ...(complete ? {} : { reason: reason ?? 'the run did not end' }) };
}

function leadsOf(result: RunResult): readonly Lead[] {
  return rootCauses(causesOf(result)).map(({ clause, failures, following, message }) => ({
    clause,
    message,
    scenario: failures[0]?.scenario.id ?? '',
    scenarios: failures.length + following,
  }));
}

/** What the reference has no part in, such as a guest of its own, a variant of it has none in either. */
function tells({ verdict }: ScenarioOutcome): boolean {
  return verdict === 'failed' || verdict === 'couldNotRun';
}

/** An expectation that was not met says that the behaviour is wrong; an error, or a state that was not reached, does not say which. */
function isUnmetExpectation({ failure, scenario }: ScenarioOutcome): boolean {
  if (failure === undefined || (failure.expected.length === 0 && failure.actual.length === 0)) return false;
  return actsOrObserves(scenario, failure.step);
}

function actsOrObserves({ steps }: PlannedScenario, label: string): boolean {
  const failed = steps.findIndex(({ keyword, text }) => `${keyword}${text}` === label);
  const act = steps.findIndex(({ keyword }) => keyword === 'When ' || keyword === 'Then ');
  return act >= 0 && failed >= act;
}
