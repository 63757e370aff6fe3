import { Judge, MONITORS } from '../monitors';
import { LAYERS } from '../ports';
import { environmentOf } from '../run/environment';
import type { Expectations } from '../run/expectations/expectations';
import { foldClauses, runVerdict, totalsOf } from '../run/fold';
import type { RunResult, ScenarioOutcome } from '../run/outcome';
import type { Selection } from '../specification/selection';
import { type JudgedFile, judgeFile } from './judged-file';
import { monitoredIn, outcomesOf } from './outcomes';

const INTERRUPTED = 'the judging was interrupted';

/** What logs are judged with. */
export interface TraceResultOptions {
  readonly suite: { readonly name: string; readonly version: string };
  /** The clauses that judge are those of it that logs can be judged by. */
  readonly selection: Selection;
  readonly files: readonly string[];
  /** Deviations that are known. A log in which a clause held after all says nothing against one: it shows what it happens to show. */
  readonly expectations?: Expectations;
  readonly command: string;
  readonly reproduce: (file: string) => string;
  /** Told of each file once it is judged. */
  readonly judged?: (file: JudgedFile) => void;
  /** Once aborted, no more is read; what was judged by then is the beginning of a result. */
  readonly signal?: AbortSignal;
}

/** Judges logs that came from elsewhere, one after the other; what it gives is a run's result, with a scenario for each clause and log. */
export class TraceResult {
  readonly #options: TraceResultOptions;
  readonly #files: JudgedFile[] = [];
  readonly #startedAt = new Date();
  readonly #start = performance.now();

  constructor(options: TraceResultOptions) {
    this.#options = options;
  }

  /** Files as they are judged. */
  get files(): readonly JudgedFile[] {
    return this.#files;
  }

  /** What has been found so far, as the incomplete judgement that it is. */
  soFar(reason: string): RunResult {
    return this.#result({ verdict: 'incomplete', reason });
  }

  /** Judges all files. */
  async execute(): Promise<RunResult> {
    const { files, judged, signal } = this.#options;
    const judge = new Judge(this.#monitors);
    const interrupted = () => signal?.aborted === true;
    for (const file of files) {
      if (interrupted()) return this.soFar(INTERRUPTED);
      const one = await judgeFile(file, judge, signal);
      this.#files.push(one);
      judged?.(one);
      if (interrupted()) return this.soFar(INTERRUPTED);
    }
    return this.#result();
  }

  get #monitors(): typeof MONITORS {
    const chosen = this.#options.selection.binding;
    return MONITORS.filter(({ clause }) => chosen.has(clause));
  }

  #result(ending?: { readonly verdict: 'incomplete'; readonly reason: string }): RunResult {
    const { command, expectations, reproduce, selection, suite } = this.#options;
    const monitors = this.#monitors;
    const found = outcomesOf(this.#files, { monitors, clauses: selection.binding, reproduce });
    const outcomes = expectations === undefined ? found : found.map((outcome) => expectations.judge(outcome));
    const monitored = new Set(monitors.map(({ clause }) => clause));
    const clauses = [...selection.binding.values()].filter(({ id }) => monitored.has(id));
    const totals = totalsOf(outcomes);
    const faults = this.#files.flatMap(({ fault, file }) => (fault === undefined ? [] : [`${file}: ${fault}`]));
    const silent = ending === undefined && faults.length === 0 && totals.passed + totals.failed + totals.knownDeviation === 0;
    const reasons = [
      ...(ending === undefined ? [] : [ending.reason]),
      ...faults,
      ...(silent ? ['no clause is exercised by what the logs show'] : []),
    ];
    return {
      suite: { name: suite.name, version: suite.version, spec: selection.spec, revisions: selection.revisions },
      implementation: { name: 'what the logs tell of', version: '(unknown)', layers: LAYERS },
      environment: environmentOf(this.#startedAt, performance.now() - this.#start, command),
      verdict: ending?.verdict ?? this.#verdict(outcomes, faults.length),
      complete: ending === undefined,
      ...(reasons.length === 0 ? {} : { reason: reasons.join('\n') }),
      totals,
      clauses: foldClauses(clauses, outcomes),
      scenarios: outcomes,
      monitors: monitoredIn(this.#files, monitors),
    };
  }

  /** A file that says nothing leaves no verdict but that something is wrong. */
  #verdict(outcomes: readonly ScenarioOutcome[], faults: number): RunResult['verdict'] {
    const verdict = runVerdict(totalsOf(outcomes));
    return faults > 0 && verdict !== 'notConformant' ? 'couldNotRun' : verdict;
  }
}
