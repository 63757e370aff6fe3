import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../src/is-object';
import { PACKAGE_ROOT } from '../../src/package';
import type { MutantText } from './mutant-text';

/** Mutants that no scenario can tell from the reference, and why. */
export interface EquivalentMutants {
  readonly reason: string;
  readonly mutants: readonly MutantText[];
}

/** Where they are written down. */
export const EQUIVALENTS_FILE = join(PACKAGE_ROOT, 'reference', 'equivalent-mutants.json');

/** The mutants that are explained, and which of the explanations were asked for. */
export class Equivalents {
  readonly #unasked = new Map<string, MutantText>();
  readonly #known = new Set<string>();

  constructor(groups: readonly EquivalentMutants[]) {
    for (const mutant of groups.flatMap(({ mutants }) => mutants)) {
      this.#known.add(keyOf(mutant));
      this.#unasked.set(keyOf(mutant), mutant);
    }
  }

  /** Whether the mutant, which survived, has an explanation. */
  explains(mutant: MutantText): boolean {
    this.#unasked.delete(keyOf(mutant));
    return this.#known.has(keyOf(mutant));
  }

  /** Explanations of mutants that did not survive, or that no longer exist. */
  get stale(): readonly MutantText[] {
    return [...this.#unasked.values()];
  }
}

/** Reads the explanations; throws if the file is malformed. */
export function readEquivalents(file: string = EQUIVALENTS_FILE): readonly EquivalentMutants[] {
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(json) || !json.every(isGroup))
    throw new Error(`${file}: expected [{ reason, mutants: [{ file, line, original, replacement }] }]`);
  return json;
}

function isGroup(value: unknown): value is EquivalentMutants {
  if (!isObject(value)) return false;
  return typeof value.reason === 'string' && value.reason !== '' && Array.isArray(value.mutants) && value.mutants.every(isText);
}

function isText(value: unknown): value is MutantText {
  return isObject(value) && ['file', 'line', 'original', 'replacement'].every((name) => typeof value[name] === 'string');
}

function keyOf({ file, line, original, replacement }: MutantText): string {
  return JSON.stringify([file, line, original, replacement]);
}
