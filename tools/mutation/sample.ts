/** A scenario as cucumber is about to run it. */
export interface Candidate {
  /** The same from run to run. */
  readonly key: string;
  /** The clause whose Rule it stands in. */
  readonly clause: string;
}

/**
 * Takes scenarios of as many clauses as possible: for one half of those that killed mutants of late, as neighbouring mutants die
 * of the same, for the other of the rest in turn.
 */
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
    const recent = [...clauses.keys()].filter((clause) => this.#last(clause) > 0).sort((one, other) => this.#last(other) - this.#last(one));
    const favoured = new Set(recent.slice(0, Math.ceil(this.#size / 2)));
    const rest = [...clauses.keys()].filter((clause) => !favoured.has(clause));
    const queues = [...favoured, ...rotated(rest, turn)].map((clause) => this.#inTurn(clauses.get(clause) ?? [], turn));
    const chosen: T[] = [];
    for (let round = 0; chosen.length < Math.min(this.#size, candidates.length); round += 1) {
      chosen.push(...queues.flatMap((queue) => queue[round] ?? []));
    }
    return chosen.slice(0, this.#size);
  }

  #inTurn<T extends Candidate>(scenarios: readonly T[], turn: number): T[] {
    return rotated(scenarios, turn).sort((one, other) => this.#last(other.key) - this.#last(one.key));
  }

  #last(key: string): number {
    return this.#kills.get(key) ?? 0;
  }
}

function rotated<T>(list: readonly T[], turn: number): T[] {
  const from = list.length === 0 ? 0 : turn % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
}
