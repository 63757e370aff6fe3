import type { Envelope } from '@cucumber/messages';
import { Choice } from '../adapters/choice';
import type { Composition } from '../adapters/composition';
import type { Implementation, LayerRevisions } from '../ports';
import type { ReportDirectory } from '../report/report-directory';
import { isAdapterError } from '../run/faults';
import type { RunResult } from '../run/outcome';
import type { RunObserver } from '../run/recorder';
import type { Verdict } from '../run/session';
import { SuiteRun } from '../run/suite-run';
import { inProcess, type UnderTest } from '../run/under-test';
import { readPart } from '../specification/part';
import { reproduction } from '../specification/reproduction';
import { layerRevisions } from '../specification/revisions';
import { type Selection, select } from '../specification/selection';
import { parseShard, type Shard, shardOf } from '../specification/shard';
import type { Suite } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';
import { jobsFor } from './jobs';
import type { RunAskedFor } from './run-asked-for';

/** What a run is put together of. */
export interface Assembly {
  readonly asked: RunAskedFor;
  readonly composition: Composition;
  readonly suite: Suite;
  /** Judged in place of an adapter. */
  readonly implementation?: Implementation;
  /** File that names the scenarios that this process was given of a run that several share. */
  readonly part?: string;
  /** Takes fewer scenarios than the criteria ask for, before the shard takes its own. */
  readonly narrow?: (chosen: Selection) => Selection;
  /** For the report: how the run was asked for. */
  readonly command: string;
  /** Told of everything, once it is known how many scenarios there are. */
  readonly observer: (scenarios: number) => RunObserver;
  /** Told of every scenario that ends in one of several processes. */
  readonly teller?: (scenarios: number) => (verdict: Verdict) => void;
  readonly signal?: AbortSignal;
  /** Gives the parts of a run in several processes a folder for their reports. */
  readonly inFolder: <T>(work: (folder: string) => Promise<T>) => Promise<T>;
  readonly reports: ReportDirectory | undefined;
}

/** A run from what is asked for to its result, in this process or in several. */
export class AssembledRun {
  readonly #assembly: Assembly;
  readonly #choice: Choice;
  readonly #shard: Shard | undefined;
  #selection: Selection;
  #run: SuiteRun;
  #underTest: UnderTest | undefined;
  /** Why there is nothing to run. */
  #obstacle: string | undefined;

  /** Throws {@link WrongUse} for what does not exist, or does not go together. */
  constructor(assembly: Assembly) {
    const { asked, composition, implementation } = assembly;
    this.#assembly = assembly;
    this.#choice = new Choice(asked, composition);
    this.#shard = asked.shard === undefined ? undefined : parseShard(asked.shard);
    this.#selection = this.#select(implementation?.revisions);
    this.#run = this.#on(implementation === undefined ? this.#choice.unopened : inProcess(implementation), {});
  }

  /** What has been found so far, as the incomplete run that it is. */
  soFar(reason: string): RunResult {
    return this.#run.soFar(reason);
  }

  /** Starts what is judged, which may name the revisions that judge it. An adapter that does not start is a result, not an error. */
  async open(): Promise<void> {
    const { implementation, suite } = this.#assembly;
    try {
      const revisions = layerRevisions(this.#selection.revisions);
      this.#underTest = implementation === undefined ? await this.#choice.open(suite, revisions) : inProcess(implementation);
    } catch (error) {
      if (!isAdapterError(error)) throw error;
      const { advice } = this.#choice;
      this.#obstacle = advice === undefined ? error.message : `${error.message}\n${advice}`;
      return;
    }
    try {
      this.#selection = this.#select(this.#underTest.implementation.revisions);
      this.#run = this.#on(this.#underTest, this.#assembly.observer(this.#selection.scenarios.length));
    } catch (error) {
      await this.close();
      // What was asked for was right until the adapter named its revisions.
      if (implementation !== undefined || !(error instanceof WrongUse)) throw error;
      this.#obstacle = error.message;
    }
  }

  /** Runs to the end and leaves the reports; what is judged is open until {@link close}. */
  async execute(): Promise<RunResult> {
    const { result, messages } = await this.#execute();
    this.#assembly.reports?.finish(result, messages);
    return result;
  }

  async close(): Promise<void> {
    const underTest = this.#underTest;
    this.#underTest = undefined;
    await underTest?.close();
  }

  async #execute(): Promise<{ readonly result: RunResult; readonly messages?: string }> {
    if (this.#obstacle !== undefined) return { result: this.#run.notBegun(this.#obstacle) };
    const { asked, command, inFolder, signal, suite, teller } = this.#assembly;
    const { length } = this.#selection.scenarios;
    const jobs = jobsFor(length, asked.jobs);
    if (jobs === 1) return { result: await this.#run.execute() };
    // Each part has one of its own; this one has said what judges it.
    await this.close();
    const { runSideBySide } = require('./side-by-side') as typeof import('./side-by-side');
    return inFolder((out) =>
      runSideBySide({
        jobs,
        suite,
        selection: this.#selection,
        options: asked,
        command,
        out,
        ...(teller === undefined ? {} : { onScenario: teller(length) }),
        ...(signal === undefined ? {} : { signal }),
        ...(this.#shard === undefined ? {} : { shard: this.#shard }),
      }),
    );
  }

  #select(named: LayerRevisions | undefined): Selection {
    const { asked, narrow, part, suite } = this.#assembly;
    const chosen = select(suite.plan, suite.catalogue, asked, named);
    if (part !== undefined) return readPart(part, chosen);
    const narrowed = narrow?.(chosen) ?? chosen;
    return this.#shard === undefined ? narrowed : shardOf(narrowed, this.#shard);
  }

  #on(underTest: UnderTest, observer: RunObserver): SuiteRun {
    const { asked, command, composition, reports, signal, suite } = this.#assembly;
    const selection = this.#selection;
    const expectations = this.#choice.expectations(underTest);
    return new SuiteRun({
      suite,
      plan: suite.plan,
      selection,
      support: suite.support,
      underTest,
      reference: composition.reference(layerRevisions(selection.revisions)),
      command,
      reproduce: (scenario) => reproduction(scenario, { ...asked, flags: this.#choice.flags }),
      observer: {
        ...observer,
        envelope: (envelope) => {
          reports?.message(signal?.aborted === true ? unsuccessful(envelope) : envelope);
          observer.envelope?.(envelope);
        },
      },
      ...(asked.bail === undefined ? {} : { bail: asked.bail }),
      ...(asked.seed === undefined ? {} : { seed: asked.seed }),
      ...(expectations === undefined ? {} : { expectations }),
      ...(this.#shard === undefined ? {} : { shard: this.#shard }),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}

/** The end of a run that was cut short is no success, whatever became of the scenarios that it had. */
function unsuccessful(envelope: Envelope): Envelope {
  return envelope.testRunFinished === undefined ? envelope : { testRunFinished: { ...envelope.testRunFinished, success: false } };
}
