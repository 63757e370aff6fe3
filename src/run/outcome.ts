import type { Coverage } from '../evidence/coverage/coverage';
import type { LayerName } from '../ports';
import type { Clause } from '../specification/clauses/catalogue';
import type { PlannedScenario } from '../specification/plan';
import type { JudgingRevisions } from '../specification/revisions';
import type { Environment } from './environment';
import type { Verdict } from './session';

/** What a clause came to: the worst of its scenarios, or why it has none. */
export type ClauseVerdict = Verdict | 'notCovered' | 'untestable';

/** What a run came to. */
export type RunVerdict = 'conformant' | 'asExpected' | 'notConformant' | 'couldNotRun' | 'incomplete';

/** Why a scenario failed. */
export interface Failure {
  /** What is wrong, in words. */
  readonly message: string;
  /** The step with its keyword, or what was done before or after the steps. */
  readonly step: string;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
  /** What was done at the ports up to there, oldest first. */
  readonly operations: readonly string[];
  /** Which steps did them, in their order; reports of earlier versions do not tell. */
  readonly sections?: readonly OperationsSection[];
  /** Command that runs this scenario alone. */
  readonly reproduce: string;
  /** What the implementation wrote of late. */
  readonly diagnostics?: string;
  /** Where the error came from, for errors that are not a failed expectation. */
  readonly trace?: string;
}

/** A stretch of operations that one step did. */
export interface OperationsSection {
  /** The step with its keyword. */
  readonly step: string;
  /** Position of its first operation in the list, from 0. */
  readonly from: number;
  readonly count: number;
}

/** What a scenario came to. */
export interface ScenarioOutcome {
  readonly scenario: PlannedScenario;
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** Present if the verdict is `failed`. */
  readonly failure?: Failure;
  /** Present if the scenario did not run to its end. */
  readonly reason?: string;
}

/** What a clause came to. */
export interface ClauseOutcome {
  readonly clause: Clause;
  readonly verdict: ClauseVerdict;
  readonly scenarios: readonly ScenarioOutcome[];
}

/** The suite, and which of its clauses judged. */
export interface JudgingSuite {
  readonly name: string;
  readonly version: string;
  /** IDs of the revisions, as `--spec` takes them. */
  readonly spec: string;
  /** The same by layer, and why each was chosen. Reports of earlier versions have none. */
  readonly revisions?: JudgingRevisions;
}

/** Everything that one run found. */
export interface RunResult {
  readonly suite: JudgingSuite;
  readonly implementation: { readonly name: string; readonly version: string; readonly layers: readonly LayerName[] };
  readonly environment: Environment & { readonly seed?: number };
  /** Which part of a run this is, if it is one. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** IDs of the known deviations that the run was held against, if it was. */
  readonly expectations?: readonly string[];
  readonly verdict: RunVerdict;
  /** Whether every chosen scenario had its turn. */
  readonly complete: boolean;
  /** Why the run could not judge, or was cut short. */
  readonly reason?: string;
  readonly totals: Readonly<Record<Verdict, number>>;
  readonly clauses: readonly ClauseOutcome[];
  readonly scenarios: readonly ScenarioOutcome[];
  /** What was exercised at the ports, of what the tables hold. */
  readonly coverage?: Coverage;
  /** What the logs of all scenarios say of the clauses that every log is judged by; earlier reports have none. */
  readonly monitors?: readonly Monitored[];
}

/** How often a clause held in the operation logs of a run, beside what its scenarios say. */
export interface Monitored {
  readonly clause: string;
  /** Never, if no log exercised it. */
  readonly held: number;
  /** Scenarios whose log broke it. */
  readonly violated: number;
}
