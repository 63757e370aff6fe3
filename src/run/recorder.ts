import {
  type Attachment,
  type Envelope,
  type Pickle,
  type TestCase,
  type TestCaseFinished,
  type TestCaseStarted,
  type TestStepFinished,
  type TestStepResult,
  TestStepResultStatus,
} from '@cucumber/messages';
import { isObject } from '../is-object';
import { type PlannedScenario, type PlannedStep, scenarioKey } from '../specification/plan';
import type { Failure, ScenarioOutcome } from './outcome';
import { NO_EXPECTATIONS, type OutcomeJudge } from './outcome-judge';
import { FAILURE_MEDIA_TYPE, type FailureEvidence, OMISSION_MEDIA_TYPE, type Omission } from './session';

/** How a step ended, as cucumber has it. */
export type StepStatus = `${TestStepResultStatus}`;

/** Told what happens while it happens; every part may be left out. */
export interface RunObserver {
  /** A scenario begins. */
  scenarioBegan?(scenario: PlannedScenario): void;
  /** A step of a scenario is over. */
  stepEnded?(scenario: PlannedScenario, step: PlannedStep, status: StepStatus): void;
  /** A scenario is over, and what it came to is settled. */
  scenarioEnded?(outcome: ScenarioOutcome): void;
  /** A scenario's log broke a clause; told once the log is judged, which is soon after the scenario. */
  violationFound?(outcome: ScenarioOutcome): void;
  /** Every envelope, as cucumber sent it. */
  envelope?(envelope: Envelope): void;
}

interface Attempt {
  readonly scenario: PlannedScenario;
  readonly pickle: Pickle;
  readonly testCase: TestCase;
  /** Cucumber's own timestamps are whole milliseconds, longer than most scenarios. */
  readonly began: number;
  failedStep?: { readonly label: string; readonly result: TestStepResult };
  /** What keeps the scenario from a verdict: a step without a definition, or left undone. */
  unrun?: string;
  evidence?: FailureEvidence;
  omission?: Omission;
}

/** What outcomes are made with. */
export interface RecorderOptions {
  readonly reproduce: (scenario: PlannedScenario) => string;
  readonly observer: RunObserver;
  readonly judge?: OutcomeJudge;
  readonly logs?: LogsOfScenarios;
}

/** Outcomes besides a scenario's own, from its log. */
export interface LogsOfScenarios {
  /** It has ended; whether logs should be judged now. */
  scenarioEnded(scenario: PlannedScenario): boolean;
  /** What became of the logs since the last time. */
  judgeWaiting(): readonly ScenarioOutcome[];
}

/** Makes outcomes of cucumber's messages. */
export class RunRecorder {
  readonly #scenarios = new Map<string, PlannedScenario>();
  readonly #pickles = new Map<string, { readonly pickle: Pickle; readonly scenario: PlannedScenario }>();
  readonly #cases = new Map<string, Pick<Attempt, 'pickle' | 'scenario' | 'testCase'>>();
  readonly #attempts = new Map<string, Attempt>();
  readonly #outcomes = new Map<string, ScenarioOutcome>();
  readonly #observer: RunObserver;
  readonly #reproduce: (scenario: PlannedScenario) => string;
  readonly #judge: OutcomeJudge;
  readonly #logs: LogsOfScenarios | undefined;
  readonly #monitored = new Map<string, ScenarioOutcome>();
  #failed = false;

  constructor(scenarios: readonly PlannedScenario[], { judge = NO_EXPECTATIONS, logs, observer, reproduce }: RecorderOptions) {
    for (const scenario of scenarios) this.#scenarios.set(scenarioKey(scenario.feature, scenario.line), scenario);
    this.#reproduce = reproduce;
    this.#observer = observer;
    this.#judge = judge;
    this.#logs = logs;
  }

  /** The scenario that cucumber calls by this ID. */
  scenarioOf(pickleId: string): PlannedScenario | undefined {
    return this.#pickles.get(pickleId)?.scenario;
  }

  /** What has ended so far, by scenario ID. */
  get outcomes(): ReadonlyMap<string, ScenarioOutcome> {
    return this.#outcomes;
  }

  /** What monitors found in logs, besides: violations alone. */
  get monitored(): readonly ScenarioOutcome[] {
    return [...this.#monitored.values()];
  }

  /** Whether a scenario has failed. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Scenarios that have begun and not ended. */
  get running(): readonly PlannedScenario[] {
    return [...this.#attempts.values()].map((attempt) => attempt.scenario);
  }

  /** Takes one of cucumber's messages. */
  readonly receive = (envelope: Envelope): void => {
    if (envelope.testStepFinished !== undefined) this.#stepFinished(envelope.testStepFinished);
    else if (envelope.attachment !== undefined) this.#attached(envelope.attachment);
    else if (envelope.testCaseStarted !== undefined) this.#caseStarted(envelope.testCaseStarted);
    else if (envelope.testCaseFinished !== undefined) this.#caseFinished(envelope.testCaseFinished);
    else if (envelope.pickle !== undefined) this.#planned(envelope.pickle);
    else if (envelope.testCase !== undefined) this.#assembled(envelope.testCase);
    this.#observer.envelope?.(envelope);
  };

  #planned(pickle: Pickle): void {
    const scenario = this.#scenarios.get(scenarioKey(pickle.uri, pickle.location?.line ?? 0));
    if (scenario !== undefined) this.#pickles.set(pickle.id, { pickle, scenario });
  }

  #assembled(testCase: TestCase): void {
    const planned = this.#pickles.get(testCase.pickleId);
    if (planned !== undefined) this.#cases.set(testCase.id, { ...planned, testCase });
  }

  #caseStarted({ id, testCaseId }: TestCaseStarted): void {
    const planned = this.#cases.get(testCaseId);
    if (planned === undefined) return;
    this.#attempts.set(id, { ...planned, began: performance.now() });
    this.#observer.scenarioBegan?.(planned.scenario);
  }

  #caseFinished({ testCaseStartedId }: TestCaseFinished): void {
    const attempt = this.#attempts.get(testCaseStartedId);
    if (attempt === undefined) return;
    this.#attempts.delete(testCaseStartedId);
    const durationMs = Math.round((performance.now() - attempt.began) * 1000) / 1000;
    const outcome = this.#judge.judge(outcomeOf(attempt, durationMs, this.#reproduce));
    this.#outcomes.set(attempt.scenario.id, outcome);
    if (outcome.verdict === 'failed') this.#failed = true;
    this.#observer.scenarioEnded?.(outcome);
    if (this.#logs?.scenarioEnded(attempt.scenario)) this.judgeLogs();
  }

  /** Takes what monitors find in the logs that nobody has judged yet. */
  judgeLogs(): void {
    for (const found of this.#logs?.judgeWaiting() ?? []) {
      const judged = this.#judge.judge(found);
      this.#monitored.set(judged.scenario.id, judged);
      if (judged.verdict === 'failed') this.#failed = true;
      this.#observer.violationFound?.(judged);
    }
  }

  #stepFinished({ testCaseStartedId, testStepId, testStepResult }: TestStepFinished): void {
    const attempt = this.#attempts.get(testCaseStartedId);
    if (attempt === undefined) return;
    const { status } = testStepResult;
    if (status === TestStepResultStatus.PASSED && this.#observer.stepEnded === undefined) return;
    const { step, label } = stepOf(attempt, testStepId);
    if (step !== undefined) this.#observer.stepEnded?.(attempt.scenario, step, status);
    if (status === TestStepResultStatus.PASSED) return;
    if (status === TestStepResultStatus.FAILED) attempt.failedStep ??= { label, result: testStepResult };
    else attempt.unrun ??= WHY_UNRUN[status](label);
  }

  #attached({ body, mediaType, testCaseStartedId }: Attachment): void {
    if (mediaType !== FAILURE_MEDIA_TYPE && mediaType !== OMISSION_MEDIA_TYPE) return;
    const attempt = this.#attempts.get(testCaseStartedId ?? '');
    if (attempt === undefined) return;
    const told: unknown = JSON.parse(body);
    if (isFailureEvidence(told)) attempt.evidence ??= told;
    else if (isOmission(told)) attempt.omission ??= told;
  }
}

function outcomeOf(attempt: Attempt, durationMs: number, reproduce: (scenario: PlannedScenario) => string): ScenarioOutcome {
  const { evidence, failedStep, omission, scenario, unrun } = attempt;
  // A step that fails may say nothing about the implementation: then it leaves the reason.
  if (failedStep !== undefined && omission === undefined) {
    return { scenario, verdict: 'failed', durationMs, failure: failureOf(failedStep, evidence, scenario, reproduce(scenario)) };
  }
  if (omission !== undefined) return { scenario, verdict: omission.verdict, durationMs, reason: omission.reason };
  if (unrun !== undefined) return { scenario, verdict: 'couldNotRun', durationMs, reason: unrun };
  return { scenario, verdict: 'passed', durationMs };
}

const WHY_UNRUN: Record<Exclude<StepStatus, 'PASSED' | 'FAILED'>, (step: string) => string> = {
  UNDEFINED: (step) => `no definition for the step: ${step}`,
  AMBIGUOUS: (step) => `more than one definition for the step: ${step}`,
  PENDING: (step) => `the step is pending: ${step}`,
  SKIPPED: (step) => `skipped without a reason: ${step}`,
  UNKNOWN: (step) => `the step ended without a status: ${step}`,
};

function stepOf({ pickle, scenario, testCase }: Attempt, testStepId: string): { readonly step?: PlannedStep; readonly label: string } {
  const position = testCase.testSteps.findIndex((step) => step.id === testStepId);
  const pickleStepId = testCase.testSteps[position]?.pickleStepId;
  const step = scenario.steps[pickle.steps.findIndex((candidate) => candidate.id === pickleStepId)];
  if (step !== undefined) return { step, label: `${step.keyword}${step.text}` };
  const stepsBegan = testCase.testSteps.slice(0, position).some((earlier) => earlier.pickleStepId !== undefined);
  return { label: stepsBegan ? '(after the last step)' : '(before the first step)' };
}

function failureOf(
  { label, result }: NonNullable<Attempt['failedStep']>,
  evidence: FailureEvidence | undefined,
  { steps }: PlannedScenario,
  reproduce: string,
): Failure {
  const told = evidence !== undefined && (evidence.expected.length > 0 || evidence.actual.length > 0);
  const message = result.exception?.message ?? result.message ?? 'the step failed without a message';
  const trace = result.exception?.stackTrace ?? result.message ?? '';
  return {
    message,
    step: label,
    expected: evidence?.expected ?? [],
    actual: evidence?.actual ?? [],
    operations: evidence?.operations ?? [],
    ...(evidence?.sections === undefined
      ? {}
      : { sections: evidence.sections.map((section) => ({ ...section, step: toldStep(steps[section.step]) })) }),
    reproduce,
    ...(told || trace.endsWith(message) ? {} : { trace }),
    ...(evidence?.diagnostics === undefined ? {} : { diagnostics: evidence.diagnostics }),
  };
}

function toldStep(step: PlannedStep | undefined): string {
  return step === undefined ? '(a step)' : `${step.keyword}${step.text}`;
}

function isFailureEvidence(value: unknown): value is FailureEvidence {
  if (!isObject(value) || ![value.expected, value.actual, value.operations].every(isLines)) return false;
  return value.sections === undefined || (Array.isArray(value.sections) && value.sections.every(isSection));
}

function isOmission(value: unknown): value is Omission {
  if (!isObject(value) || typeof value.reason !== 'string') return false;
  return value.verdict === 'notApplicable' || value.verdict === 'notObservable' || value.verdict === 'couldNotRun';
}

function isSection(value: unknown): boolean {
  return isObject(value) && [value.step, value.from, value.count].every(Number.isSafeInteger);
}

function isLines(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === 'string');
}
