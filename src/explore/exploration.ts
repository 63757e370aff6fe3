import { FunctionalCoverage } from '../evidence/coverage/functional-coverage';
import { messageOf } from '../message-of';
import { Judge, MONITORS } from '../monitors';
import type { WholeImplementation } from '../ports';
import { completed } from '../run/implementation';
import type { UnderTest } from '../run/under-test';
import type { Shard } from '../specification/shard';
import type { ClausesAbout } from './clauses-about';
import { type Difference, type Performance, perform, settled, violationIn } from './difference';
import { continued, programOf } from './draw/programs';
import type { Finding } from './finding';
import { possible } from './needs-of';
import { type ExploredLayer, type Program, withOps } from './program';
import { type ShrinkBudget, shrunk } from './shrink';
import { signatureOf } from './signature';
import { namesIn } from './telling';

/** How far an exploration has come. */
export interface Progress {
  /** The program to begin with when it goes on. */
  readonly next: number;
  readonly programs: number;
  readonly operations: number;
  /** Bins of functional coverage that were reached. */
  readonly states: number;
  /** How often each finding was met, by its signature. */
  readonly met: Readonly<Record<string, number>>;
  /** How often a difference was accepted, by what accepts it. */
  readonly accepted: Readonly<Record<string, number>>;
}

/** What is explored, and how far. */
export interface ExplorationOptions {
  readonly layers: readonly ExploredLayer[];
  readonly seed: number;
  readonly reference: WholeImplementation;
  /** The reference alone, judged by the monitors, where absent. */
  readonly underTest: UnderTest | undefined;
  /** Most operations of this exploration in all. */
  readonly operations: number;
  /** Milliseconds that it may take from now. */
  readonly ms: number;
  readonly shard: Shard;
  /** Where an earlier one ended. */
  readonly from: Progress | undefined;
  /** Programs to go on from. */
  readonly corpus: readonly Program[];
  readonly clauses: ClausesAbout;
  /** Signatures of differences that are known already. */
  readonly known?: ReadonlySet<string>;
  readonly shrinking: ShrinkBudget;
  readonly signal: AbortSignal;
  /** Told after each program. */
  progressed(progress: Progress): void;
  /** Told at each try to make the program of a finding smaller: how many operations are tried. */
  shrinks?(signature: string, operations: number): void;
  /** Told of each finding that was not met before, once it is shrunk. */
  found(finding: Finding): void | Promise<void>;
  /** Told of each program that reached what none before it did. */
  reached(program: Program, n: number): void;
}

/** Operations at which a program shows what is known that are left out of it before it is given up. */
const MOST_AVOIDED = 4;

/** How often programs begin like one of the corpus, in four. */
const FROM_CORPUS = 1;

/** Runs programs until the budget is used up or it is told to stop; rejects where an adapter cannot go on. */
export class Exploration {
  readonly #options: ExplorationOptions;
  readonly #coverage = new FunctionalCoverage();
  readonly #layers: WholeImplementation;
  readonly #judge: Judge;
  #next: number;
  #programs: number;
  #operations: number;
  #states = 0;
  readonly #statesBefore: number;
  readonly #met = new Map<string, number>();
  readonly #accepted = new Map<string, number>();

  constructor(options: ExplorationOptions) {
    const { from, reference, shard, underTest } = options;
    this.#options = options;
    this.#layers = underTest === undefined ? reference : wholeOf(underTest, reference);
    const judged = underTest?.offer.layers ?? ['device', 'kernel', 'hardware'];
    this.#judge = new Judge(MONITORS.filter(({ layer }) => judged.includes(layer)));
    this.#next = from?.next ?? shard.index - 1;
    this.#programs = from?.programs ?? 0;
    this.#operations = from?.operations ?? 0;
    this.#statesBefore = from?.states ?? 0;
    for (const [signature, times] of Object.entries(from?.met ?? {})) this.#met.set(signature, times);
    for (const [by, times] of Object.entries(from?.accepted ?? {})) this.#accepted.set(by, times);
  }

  get progress(): Progress {
    return {
      next: this.#next,
      programs: this.#programs,
      operations: this.#operations,
      states: Math.max(this.#states, this.#statesBefore),
      met: Object.fromEntries(this.#met),
      accepted: Object.fromEntries(this.#accepted),
    };
  }

  async run(): Promise<void> {
    const { ms, operations, shard, signal } = this.#options;
    const ends = performance.now() + ms;
    let turn = performance.now();
    while (this.#operations < operations && performance.now() < ends && !signal.aborted) {
      const n = this.#next;
      const program = this.#program(n);
      const { difference, performed, done, rest } = await this.#examinedBeyond(program, n);
      this.#programs += 1;
      this.#operations += done;
      this.#next += shard.count;
      const states = this.#statesWith(performed);
      if (states > this.#states && this.#states >= 0) this.#options.reached(program, n);
      this.#states = states;
      if (difference !== undefined) await this.#meet(rest, difference, n);
      this.#options.progressed(this.progress);
      // Signals are noticed between two turns of the event loop.
      if (performance.now() - turn > 50) {
        await new Promise((resolve) => setImmediate(resolve));
        turn = performance.now();
      }
    }
  }

  #program(n: number): Program {
    const { corpus, layers, seed } = this.#options;
    const layer = layers[n % layers.length] ?? 'device';
    const drawn = this.#possible(programOf(layer, seed, n));
    const alike = corpus.filter((program) => program.layer === layer);
    const turn = Math.floor(n / layers.length);
    if (alike.length === 0 || turn % 4 >= FROM_CORPUS) return drawn;
    const begun = alike[Math.floor(turn / 4) % alike.length];
    if (begun === undefined) return drawn;
    return continued(begun, drawn);
  }

  /** Without what the implementation cannot be made to do. */
  #possible(program: Program): Program {
    const { offer } = this.#options.underTest ?? {};
    return offer === undefined ? program : withOps(program, possible(program, offer));
  }

  #statesWith({ machine }: Performance): number {
    this.#coverage.machineMade(machine);
    return this.#coverage.reached;
  }

  /** Goes round what is known or was met before: it must not hide what comes behind it. */
  async #examinedBeyond(program: Program, n: number) {
    let rest = program;
    let examined = await this.#examined(rest, `explore/${n}`);
    for (let avoided = 1; avoided <= MOST_AVOIDED; avoided++) {
      const { difference } = examined;
      if (difference === undefined || difference.monitored !== undefined) break;
      const signature = signatureOf(difference, program.layer);
      const isKnown = this.#options.known?.has(signature) === true;
      if (!isKnown && !this.#met.has(signature)) break;
      this.#met.set(signature, (this.#met.get(signature) ?? 0) + 1);
      rest = withOps(
        rest,
        rest.ops.filter((_, at) => at !== difference.n),
      );
      const again = await this.#examined(rest, `explore/${n}/beyond-${avoided}`);
      examined = { ...again, done: examined.done + again.done };
    }
    return { ...examined, rest };
  }

  async #examined(
    program: Program,
    name: string,
  ): Promise<{ readonly difference: Difference | undefined; readonly performed: Performance; readonly done: number }> {
    const { reference, underTest } = this.#options;
    await underTest?.newScenario?.(name);
    // The reference has its turns while an adapter is at work.
    const [seen, wanted] = await Promise.all([perform(program, this.#layers), underTest && perform(program, reference)]);
    const left = await this.#left();
    const done = seen.observations.length;
    if (wanted !== undefined) {
      const comparison = await settled(program, wanted, seen, reference);
      for (const by of comparison.accepted) this.#accepted.set(by, (this.#accepted.get(by) ?? 0) + 1);
      if (comparison.difference !== undefined) return { difference: comparison.difference, performed: seen, done };
    }
    const n = Math.max(program.ops.length - 1, 0);
    const op = program.ops[n];
    if (op === undefined) return { difference: undefined, performed: seen, done };
    if (seen.broke !== undefined && underTest === undefined)
      return { difference: { n, op, facts: [{ fact: 'breaks', reference: undefined, seen: seen.broke }] }, performed: seen, done };
    const violation = violationIn(seen, this.#judge);
    if (violation !== undefined) {
      const facts = [{ fact: violation.monitor.clause, reference: undefined, seen: violation.words }];
      return { difference: { n, op, facts, monitored: violation.monitor.clause }, performed: seen, done };
    }
    if (left.length === 0) return { difference: undefined, performed: seen, done };
    return { difference: { n, op, facts: [{ fact: 'left behind', reference: undefined, seen: left.join('; ') }] }, performed: seen, done };
  }

  /** What an implementation did not give back; that it does not survive being asked is a difference, too, and not the end. */
  async #left(): Promise<readonly string[]> {
    try {
      return (await this.#options.underTest?.audit?.()) ?? [];
    } catch (error) {
      return [messageOf(error)];
    }
  }

  async #meet(program: Program, difference: Difference, n: number): Promise<void> {
    const { clauses, found, seed, shrinking, signal } = this.#options;
    const { layer } = program;
    const signature = signatureOf(difference, layer);
    const before = this.#met.get(signature) ?? 0;
    this.#met.set(signature, before + 1);
    if (before > 0 || this.#options.known?.has(signature) === true) return;
    const head = difference.monitored === undefined ? withOps(program, program.ops.slice(0, difference.n + 1)) : program;
    let attempt = 0;
    const again = async (smaller: Program): Promise<Difference | undefined> => {
      if (signal.aborted) return undefined;
      attempt += 1;
      this.#options.shrinks?.(signature, smaller.ops.length);
      const { difference: seen } = await this.#examined(smaller, `explore/${n}/smaller-${attempt}`);
      return seen !== undefined && signatureOf(seen, layer) === signature ? seen : undefined;
    };
    const smallest = await shrunk(head, async (smaller) => (await again(smaller)) !== undefined, shrinking);
    const shown = (await again(smallest)) ?? difference;
    const about = shown.monitored === undefined ? clauses.of(namesIn(shown, layer)) : [shown.monitored];
    await found({ signature, program: smallest, difference: shown, seed, n, clauses: about });
  }
}

/** An implementation with what it lacks taken from the reference. */
export function wholeOf({ createMemory, implementation }: UnderTest, reference: WholeImplementation): WholeImplementation {
  const layers = completed(implementation, reference);
  if (createMemory === undefined) return layers;
  return { ...layers, hardware: { createMemory, create: (smmu, below) => layers.hardware.create(smmu, below) } };
}
