/** A scenario as cucumber is about to run it. */
export interface Candidate {
  /** The same from run to run. */
  readonly key: string;
  /** The clause whose Rule it stands in. */
  readonly clause: string;
}

/** Takes scenarios of as many clauses as possible, those first that killed mutants of late; neighbouring mutants die of the same. */
export class Sampler {
  readonly #size: number;
  /** When a scenario or a clause last killed, by key. */
  readonly #kills = new Map<string, number>();
  #clock = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** Notes that the scenario killed the mutant. */
  killed({ clause, key }: Candidate): void {
    this.#clock += 1;
    this.#kills.set(key, this.#clock);
    this.#kills.set(clause, this.#clock);
  }

  /** At most `size` of the candidates; `turn` varies which scenarios of a clause have theirs. */
  sample<T extends Candidate>(candidates: readonly T[], turn: number): T[] {
    const clauses = new Map<string, T[]>();
    for (const candidate of candidates) {
      const scenarios = clauses.get(candidate.clause);
      if (scenarios === undefined) clauses.set(candidate.clause, [candidate]);
      else scenarios.push(candidate);
    }
    const queues = [...clauses]
      .sort(([one], [other]) => this.#last(other) - this.#last(one))
      .map(([, scenarios]) => this.#inTurn(scenarios, turn));
    const chosen: T[] = [];
    for (let round = 0; chosen.length < Math.min(this.#size, candidates.length); round += 1) {
      chosen.push(...queues.flatMap((queue) => queue[round] ?? []));
    }
    return chosen.slice(0, this.#size);
  }

  #inTurn<T extends Candidate>(scenarios: readonly T[], turn: number): T[] {
    const from = turn % scenarios.length;
    return [...scenarios.slice(from), ...scenarios.slice(0, from)].sort((one, other) => this.#last(other.key) - this.#last(one.key));
  }

  #last(key: string): number {
    return this.#kills.get(key) ?? 0;
  }
}
