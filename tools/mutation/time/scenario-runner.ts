import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ISupportCodeLibrary } from '@cucumber/cucumber/api';
import { generateMessages } from '@cucumber/gherkin';
import { IdGenerator, type Pickle, type PickleStep, SourceMediaType } from '@cucumber/messages';
import { Judge, type Log, MONITORS } from '../../../src/monitors';
import type { WholeImplementation } from '../../../src/ports';
import { beginSession } from '../../../src/run/session';
import { rememberMatches } from '../../../src/run/step-matching';
import { type PlannedScenario, scenarioKey } from '../../../src/specification/plan';
import type { Suite } from '../../../src/specification/suite';

/** Milliseconds after which a scenario counts as hanging. */
const SCENARIO_TIMEOUT = 4000;

/** What of a step definition of Cucumber's is used here. */
interface StepDefinition {
  readonly code: (this: object, ...parameters: readonly unknown[]) => unknown;
  matchesStepName(text: string): boolean;
  getInvocationParameters(about: {
    readonly step: PickleStep;
    readonly world: object;
  }): Promise<{ readonly parameters: readonly unknown[] }>;
}

/** What of Cucumber's support library is used here. */
interface Library {
  readonly World: new (about: {
    readonly attach: () => void;
    readonly log: () => void;
    readonly link: () => void;
    readonly parameters: object;
  }) => object;
  readonly stepDefinitions: readonly StepDefinition[];
  readonly beforeTestCaseHookDefinitions: readonly { readonly code: (this: object, about: { readonly pickle: Pickle }) => unknown }[];
}

/** Runs scenarios one by one, without what Cucumber does around each of them: thousands of mutants take thousands of runs. */
export class ScenarioRunner {
  readonly #library: Library;
  readonly #pickles: ReadonlyMap<string, Pickle>;
  readonly #definitions = new Map<string, StepDefinition | undefined>();
  readonly #judge = new Judge(MONITORS);

  private constructor(library: Library, pickles: ReadonlyMap<string, Pickle>) {
    this.#library = library;
    this.#pickles = pickles;
  }

  static async load({ plan, support }: Suite): Promise<ScenarioRunner> {
    const { loadSupport } = require('../../../src/run/cucumber-api') as typeof import('../../../src/run/cucumber-api');
    const sources = { defaultDialect: 'en', paths: [], names: [], tagExpression: '', order: 'defined' as const };
    const requirePaths = [relative(plan.root, support).split(sep).join('/')];
    const library: ISupportCodeLibrary = await loadSupport({ sources, support: { requirePaths } }, { cwd: plan.root });
    rememberMatches(library);
    const pickles = plan.features.flatMap(({ path }) => picklesOf(plan.root, path));
    return new ScenarioRunner(library as unknown as Library, new Map(pickles));
  }

  /** What is wrong with an implementation in a scenario: what it asks fails, or its log breaks a clause; `undefined` if nothing is. */
  async failure({ feature, id, line }: PlannedScenario, implementation: WholeImplementation): Promise<Error | undefined> {
    const pickle = this.#pickles.get(scenarioKey(feature, line));
    if (pickle === undefined) throw new Error(`no pickle of ${id}`);
    let made: Machine | undefined;
    const machineMade = (machine: Machine) => {
      made = machine;
    };
    beginSession({ implementation, interrupted: () => false, evidence: 'brief', machineMade });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the scenario hangs')), SCENARIO_TIMEOUT);
    });
    try {
      await Promise.race([this.#run(pickle), late]);
      return made === undefined ? undefined : this.#violation(made);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      clearTimeout(timer);
    }
  }

  #violation({ host, log }: Machine): Error | undefined {
    const [first] = this.#judge.judge({ host, operations: log.operations }).violations;
    return first === undefined ? undefined : new Error(`${first.monitor.clause}: ${first.words}`);
  }

  async #run(pickle: Pickle): Promise<void> {
    const { World, beforeTestCaseHookDefinitions } = this.#library;
    const world = new World({ attach: nothing, log: nothing, link: nothing, parameters: {} });
    for (const { code } of beforeTestCaseHookDefinitions) await code.call(world, { pickle });
    for (const step of pickle.steps) {
      const definition = this.#definitionOf(step.text);
      const { parameters } = await definition.getInvocationParameters({ step, world });
      await definition.code.call(world, ...parameters);
    }
  }

  #definitionOf(text: string): StepDefinition {
    const known = this.#definitions.get(text);
    const found = known ?? this.#library.stepDefinitions.find((definition) => definition.matchesStepName(text));
    if (found === undefined) throw new Error(`no definition for the step: ${text}`);
    this.#definitions.set(text, found);
    return found;
  }
}

/** What of a scenario's machine the monitors judge. */
interface Machine {
  readonly host: Log['host'];
  readonly log: { readonly operations: Log['operations'] };
}

function nothing(): void {}

function picklesOf(root: string, path: string): (readonly [string, Pickle])[] {
  const envelopes = generateMessages(readFileSync(join(root, path), 'utf8'), path, SourceMediaType.TEXT_X_CUCUMBER_GHERKIN_PLAIN, {
    defaultDialect: 'en',
    includeSource: false,
    includeGherkinDocument: false,
    includePickles: true,
    newId: IdGenerator.uuid(),
  });
  return envelopes.flatMap(({ pickle }) =>
    pickle === undefined ? [] : [[scenarioKey(path, pickle.location?.line ?? 0), pickle] as const],
  );
}
