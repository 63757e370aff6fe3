import { FunctionalCoverage } from '../evidence/coverage/functional-coverage';
import type { OperationLog } from '../machine/log';
import { plainLine, plainText, WORDS } from '../plain-text';
import type { HostDescription, WholeImplementation } from '../ports';
import type { Clause } from '../specification/clauses/catalogue';
import type { Plan, PlannedScenario } from '../specification/plan';
import type { Selection } from '../specification/selection';
import type { Shard } from '../specification/shard';
import { Applicability } from './applicability';
import { runCucumber } from './cucumber';
import { environmentOf } from './environment';
import { foldClauses, runVerdict, totalsOf } from './fold';
import { completed, offeredLayers } from './implementation';
import { LogJudge } from './log-judge';
import type { RunResult, RunVerdict, ScenarioOutcome } from './outcome';
import { NO_EXPECTATIONS, type OutcomeJudge, withUnexpectedPasses } from './outcome-judge';
import { plainEnvelope } from './plain-envelope';
import { type LogsOfScenarios, type RunObserver, RunRecorder } from './recorder';
import { beginSession } from './session';
import type { UnderTest } from './under-test';

/** What one run is about. */
export interface SuiteRunOptions {
  readonly suite: { readonly name: string; readonly version: string };
  readonly plan: Plan;
  readonly selection: Selection;
  /** File that registers the step definitions. */
  readonly support: string;
  /** The implementation under test as it was given. */
  readonly underTest: UnderTest;
  /** Stands in for the layers that it lacks. */
  readonly reference: WholeImplementation;
  readonly seed?: number;
  /** Once aborted, scenarios that have not begun are left out. */
  readonly signal?: AbortSignal;
  /** Begins no further scenario once one has failed. */
  readonly bail?: boolean;
  /** For the report: how the run was asked for. */
  readonly command: string;
  /** For the report: the command that runs a scenario alone. */
  readonly reproduce: (scenario: PlannedScenario) => string;
  readonly observer?: RunObserver;
  /** Known deviations of the implementation. */
  readonly expectations?: OutcomeJudge;
  /** The part of the selection that this run is, if it is one. */
  readonly shard?: Shard;
  /** Told of each log when its scenario begins; it grows while the scenario runs. */
  readonly logMade?: (made: { readonly host: HostDescription; readonly log: OperationLog }) => void;
  /** `brief` leaves out the operations that led to a failure, which take their time to tell. */
  readonly evidence?: 'brief';
}

/** Characters of what an implementation calls itself. */
const NAME = 100;

let underway = false;

/** One run of the chosen scenarios. At any moment it can tell what it has found. */
export class SuiteRun {
  readonly #options: SuiteRunOptions;
  readonly #recorder: RunRecorder;
  /** Made with the first machine: the tables that it stands on take their time. */
  #coverage: FunctionalCoverage | undefined;
  readonly #judge: LogJudge;
  readonly #startedAt = new Date();
  readonly #start = performance.now();

  constructor(options: SuiteRunOptions) {
    this.#options = options;
    const { bail = false, expectations, observer = {}, reproduce, selection, underTest } = options;
    this.#judge = new LogJudge(selection.binding, offeredLayers(underTest.implementation), reproduce);
    const logs: LogsOfScenarios = {
      // A run that ends with the first failure has to know of each at once.
      scenarioEnded: (scenario) => this.#judge.scenarioEnded(scenario) || bail,
      judgeWaiting: () => this.#judge.judgeWaiting(),
    };
    this.#recorder = new RunRecorder(selection.scenarios, {
      reproduce,
      observer,
      logs,
      ...(expectations === undefined ? {} : { judge: expectations }),
    });
  }

  /** What has been found so far, as the incomplete run that it is. */
  soFar(reason: string): RunResult {
    const [running] = this.#recorder.running;
    return this.#result({ verdict: 'incomplete', reason: running === undefined ? reason : `${reason}, while ${running.id} was running` });
  }

  /** The result of a run that cannot begin. */
  notBegun(reason: string): RunResult {
    return this.#result({ verdict: 'couldNotRun', reason });
  }

  /** Runs to the end; what keeps the suite from running becomes the result's reason. One run at a time in a process. */
  async execute(): Promise<RunResult> {
    const { bail = false, evidence, plan, reference, seed, selection, signal, support, underTest } = this.#options;
    const [problem] = plan.problems;
    if (problem !== undefined)
      return this.#result({ verdict: 'couldNotRun', reason: `${problem.feature}:${problem.line}: ${problem.message}` });
    if (selection.scenarios.length === 0)
      return this.#result({ verdict: 'couldNotRun', reason: `nothing was run: no scenario of ${selection.spec} matches` });
    if (underway) throw new Error('a run of the suite is under way in this process');
    underway = true;
    try {
      const applicability = new Applicability(underTest.offer, selection.layers);
      beginSession({
        implementation: this.#completed(reference),
        interrupted: () => signal?.aborted === true || (bail && this.#recorder.failed),
        ...(underTest.stepTimeout === undefined ? {} : { stepTimeout: underTest.stepTimeout }),
        omission: (pickleId) => {
          const scenario = this.#recorder.scenarioOf(pickleId);
          return scenario === undefined ? undefined : applicability.omission(pickleId, scenario.layer);
        },
        newScenario: (pickleId) => underTest.newScenario?.(this.#recorder.scenarioOf(pickleId)?.id ?? pickleId),
        audit: () => underTest.audit?.(),
        machineMade: (machine) => {
          this.#coverage ??= new FunctionalCoverage();
          this.#coverage.machineMade(machine);
          this.#judge.machineMade(machine);
          this.#options.logMade?.(machine);
        },
        diagnostics: () => underTest.diagnostics?.() ?? '',
        ...(evidence === undefined ? {} : { evidence }),
      });
      const run = { plan, scenarios: selection.scenarios, support, ...(seed === undefined ? {} : { seed }) };
      await runCucumber(run, (envelope) => {
        applicability.receive(envelope);
        this.#recorder.receive(plainEnvelope(envelope));
      });
    } catch (error) {
      return this.#result({ verdict: 'couldNotRun', reason: `the suite could not run: ${explain(error)}` });
    } finally {
      underway = false;
    }
    if (signal?.aborted) return this.soFar('the run was interrupted');
    const unfinished = [...this.#recorder.outcomes.values()].some(({ verdict }) => verdict === 'couldNotRun');
    if (bail && this.#recorder.failed && unfinished)
      return this.#result({ verdict: 'notConformant', reason: 'the run was ended at the first failure, as asked for' });
    return this.#result();
  }

  #completed(reference: WholeImplementation): WholeImplementation {
    const { createMemory, implementation } = this.#options.underTest;
    const layers = completed(implementation, reference);
    if (createMemory === undefined) return layers;
    return { ...layers, hardware: { createMemory, create: (smmu, below) => layers.hardware.create(smmu, below) } };
  }

  /** `ending` is for runs that have not gone through all scenarios. */
  #result(ending?: { readonly verdict: RunVerdict; readonly reason: string }): RunResult {
    const { command, expectations = NO_EXPECTATIONS, plan, seed, selection, shard, suite, underTest } = this.#options;
    this.#recorder.judgeLogs();
    // A run cannot have its implementation forge the report: what it calls itself is text.
    const name = plainLine(String(underTest.implementation.name), NAME);
    const version = plainLine(String(underTest.implementation.version), NAME);
    const reached = selection.scenarios.map(
      (scenario) => this.#recorder.outcomes.get(scenario.id) ?? this.#unreached(scenario, ending?.reason),
    );
    const found = [...reached, ...this.#recorder.monitored];
    const scenarios = ending === undefined ? withUnexpectedPasses(expectations, found, plan) : found;
    const totals = totalsOf(scenarios);
    const stale = expectations.stale(plan).map(({ id, problem }) => `the expectation for ${id} is stale: ${problem}`);
    const ended = ending === undefined ? undefined : plainText(ending.reason, WORDS);
    const reason = ended ?? (stale.length === 0 ? undefined : stale.join('; '));
    return {
      suite: { name: suite.name, version: suite.version, spec: selection.spec, revisions: selection.revisions },
      implementation: { name, version, layers: offeredLayers(underTest.implementation) },
      environment: {
        ...environmentOf(this.#startedAt, performance.now() - this.#start, command),
        ...(seed === undefined ? {} : { seed }),
      },
      ...(shard === undefined ? {} : { shard }),
      ...(expectations.ids.length === 0 ? {} : { expectations: expectations.ids }),
      verdict: ending?.verdict ?? (stale.length > 0 ? 'notConformant' : runVerdict(totals)),
      complete: ending === undefined && reached.length === this.#recorder.outcomes.size,
      ...(reason === undefined ? {} : { reason }),
      totals,
      clauses: foldClauses([...selection.clauses, ...this.#brokenBesides()], scenarios),
      scenarios,
      ...(this.#coverage === undefined ? {} : { coverage: this.#coverage.soFar(), monitors: this.#judge.monitored }),
    };
  }

  /** Clauses that nobody chose and a log broke. */
  #brokenBesides(): readonly Clause[] {
    const { binding, clauses } = this.#options.selection;
    const broken = new Set(this.#recorder.monitored.flatMap(({ scenario }) => scenario.clauses));
    for (const { id } of clauses) broken.delete(id);
    return [...broken].flatMap((id) => binding.get(id) ?? []);
  }

  #unreached(scenario: PlannedScenario, reason: string | undefined): ScenarioOutcome {
    const began = this.#recorder.running.includes(scenario);
    return {
      scenario,
      verdict: 'couldNotRun',
      durationMs: 0,
      reason: began ? 'the run ended while this scenario was running' : (reason ?? 'the run ended before this scenario'),
    };
  }
}

/** The error's message and those of its causes. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${explain(error.cause)}`;
}
