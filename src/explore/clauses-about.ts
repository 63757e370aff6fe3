import type { Plan } from '../specification/plan';

/** How many clauses are named. */
const MOST = 6;

/** Names of clauses whose scenarios speak of all that a difference shows, or of most of it. */
export class ClausesAbout {
  /** The words of each clause's scenarios. */
  readonly #words = new Map<string, Set<string>>();
  readonly #clausesWith = new Map<string, number>();

  constructor(plan: Plan) {
    for (const { clauses, name, steps } of plan.scenarios) {
      const text = [name, ...steps.flatMap(({ text: step, argument }) => [step, ...argument])].join(' ');
      for (const clause of clauses) {
        const words = this.#words.get(clause) ?? new Set<string>();
        this.#words.set(clause, words);
        for (const word of text.match(/[A-Z][A-Z0-9_]{2,}/g) ?? []) words.add(plain(word));
      }
    }
    for (const words of this.#words.values()) for (const word of words) this.#clausesWith.set(word, (this.#clausesWith.get(word) ?? 0) + 1);
  }

  /** The likeliest first; a name that few clauses use says most. */
  of(names: readonly string[]): readonly string[] {
    const wanted = [...new Set(names.map(plain))].filter((name) => this.#clausesWith.has(name));
    const weight = (name: string) => 1 / (this.#clausesWith.get(name) ?? 1);
    return [...this.#words]
      .map(([clause, words]) => {
        const score = wanted.reduce((sum, name) => (words.has(name) ? sum + weight(name) : sum), 0);
        // A clause about everything is about nothing in particular.
        return [clause, score / Math.sqrt(words.size)] as const;
      })
      .filter(([, score]) => score > 0)
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, MOST)
      .map(([clause]) => clause);
  }
}

/** A register's name without which one it is. */
function plain(word: string): string {
  return word.replace(/^VINTF\d+_LVCMDQ\d+_|^VCMDQ\d+_|^VINTF\d+_/, '').replace(/_\d+$|_[LH]$/, '');
}
