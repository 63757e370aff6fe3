import { extract, fieldNamed, type Register } from '../src/tables/registers';
import type { Content } from './parameters';

/** Numbers that the host chose, by the letters that stand for them in a scenario. */
export class Letters {
  readonly #numbers = new Map<string, bigint>();

  /**
   * The content with numbers for its letters. What a letter stands for is what `seen` holds in that field where the letter comes first:
   * any number but 0 and what another letter stands for. Where there is no such number, a letter that is not known keeps the content open.
   */
  resolve(register: Register, content: Content, seen: bigint | undefined): Content | undefined {
    if (content.kind === 'number') return content;
    const fields = { ...content.fields };
    for (const [name, letter] of Object.entries(content.letters)) {
      const number = this.#numbers.get(letter) ?? this.#learn(letter, seen && extract(seen, fieldNamed(register, name)));
      if (number === undefined) return undefined;
      fields[name] = number;
    }
    return { kind: 'fields', fields, letters: {} };
  }

  #learn(letter: string, number: bigint | undefined): bigint | undefined {
    if (number === undefined || number === 0n || [...this.#numbers.values()].includes(number)) return undefined;
    this.#numbers.set(letter, number);
    return number;
  }
}
