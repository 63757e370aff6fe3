import type { Reach } from './messages';

/** Scenarios that killed of late and are tried first. */
const FAVOURED = 40;

/** Chooses the scenarios that try a mutant, the most promising first. */
export class Choice {
  /** By place: which scenarios reach it how often. */
  readonly #reaching: ReadonlyMap<number, readonly (readonly [scenario: number, count: number])[]>;
  readonly #all: readonly number[];
  #killers: readonly number[] = [];

  constructor(reach: Reach) {
    const reaching = new Map<number, (readonly [number, number])[]>();
    for (const [scenario, places] of reach.entries()) {
      for (const [place, count] of places) {
        const there = reaching.get(place);
        if (there === undefined) reaching.set(place, [[scenario, count]]);
        else there.push([scenario, count]);
      }
    }
    this.#reaching = reaching;
    this.#all = reach.map((_, scenario) => scenario);
  }

  /** Notes that a scenario killed: neighbouring mutants die of the same. */
  killed(scenario: number | undefined): void {
    if (scenario === undefined) return;
    this.#killers = [scenario, ...this.#killers.filter((other) => other !== scenario)].slice(0, FAVOURED);
  }

  /** Those that reach the place at least `from` times; all where nobody tells whether it is reached. */
  scenarios(place: number | undefined, from: number): number[] {
    if (place === undefined) return [...this.#all];
    const reaching = (this.#reaching.get(place) ?? []).filter(([, count]) => count >= from);
    const chosen = reaching.map(([scenario]) => scenario);
    const favoured = this.#killers.filter((killer) => chosen.includes(killer));
    const counts = new Map(reaching);
    // Where the code runs often, more can be seen; among equals, neighbours in a feature are tried far apart.
    const rest = chosen.filter((scenario) => !favoured.includes(scenario));
    const often = (scenario: number) => Math.min(counts.get(scenario) ?? 0, 6);
    return [...favoured, ...rest.sort((a, b) => often(b) - often(a) || scattered(a) - scattered(b))];
  }
}

function scattered(number: number): number {
  return (number * 2654435761) % 2 ** 32;
}
