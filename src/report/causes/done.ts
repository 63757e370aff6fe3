import type { PlannedScenario } from '../../specification/plan';
import { doingsOf } from '../../specification/vocabulary';

/** What scenarios did before they failed, as sorted lists of small numbers, so that they can be compared fast. */
export class Done {
  readonly #numbers = new Map<string, number>();

  /** What the scenario did up to the step that failed, that step included if it does something. */
  of({ steps }: PlannedScenario, failed: string): readonly number[] {
    const done: number[] = [];
    let acts = true;
    for (const { argument, keyword, text } of steps) {
      const word = keyword.trim();
      if (word === 'Given' || word === 'When') acts = true;
      else if (word === 'Then') acts = false;
      if (acts) {
        const table = argument.length === 0 ? '' : `\n${argument.join('\n')}`;
        const doings = doingsOf(text);
        doings.forEach((doing, place) => {
          done.push(this.#number(place === doings.length - 1 ? doing + table : doing));
        });
      }
      if (keyword + text === failed) break;
    }
    return done.sort((a, b) => a - b);
  }

  #number(doing: string): number {
    const known = this.#numbers.get(doing);
    if (known !== undefined) return known;
    this.#numbers.set(doing, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** Whether everything in `less` is in `more`, as often. Both are sorted. */
export function isWithin(less: readonly number[], more: readonly number[]): boolean {
  if (less.length > more.length) return false;
  let at = 0;
  for (const one of more) {
    if (at === less.length) return true;
    const wanted = less[at] ?? 0;
    if (one === wanted) at += 1;
    else if (one > wanted) return false;
  }
  return at === less.length;
}
