import { createHash } from 'node:crypto';
import { LAYERS, type LayerName } from '../../src/ports';
import type { TimeMutant } from '../mutation/time/mutants';

/** Mutants of the sample, and how many were passed over, by why. */
export interface Sample<T> {
  readonly taken: readonly T[];
  readonly leftOut: ReadonlyMap<string, number>;
}

/**
 * In an order that is as good as random, and stays: it hangs on what a mutant is called alone, so that others that come and go do not
 * change it.
 */
export function inFixedOrder<T extends { readonly id: string }>(mutants: readonly T[]): readonly T[] {
  const digests = new Map(mutants.map(({ id }) => [id, createHash('sha256').update(id).digest('hex')]));
  const digest = ({ id }: T) => digests.get(id) ?? '';
  return [...mutants].sort((one, other) => (digest(one) < digest(other) ? -1 : 1));
}

/** The first `size` that are judged to be of use; `judge` says of some why not. */
export async function sampled<T extends { readonly id: string }>(
  mutants: readonly T[],
  size: number,
  judge: (some: readonly T[]) => Promise<(mutant: T) => string | undefined>,
): Promise<Sample<T>> {
  const taken: T[] = [];
  const leftOut = new Map<string, number>();
  const waiting = [...inFixedOrder(mutants)];
  while (taken.length < size && waiting.length > 0) {
    const some = waiting.splice(0, size - taken.length);
    const whyNot = await judge(some);
    for (const mutant of some) {
      const why = whyNot(mutant);
      if (why === undefined) taken.push(mutant);
      else leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
    }
  }
  return { taken, leftOut };
}

/** What people call a mutant: module, line, and what goes wrong. */
export function nameOf({ line, text }: Pick<TimeMutant, 'line' | 'text'>): string {
  return `${text.file}:${line} ${text.replacement}`;
}

/** The layer whose programs are for a module of the reference. */
export function layerOfModule(file: string): LayerName {
  return LAYERS.find((layer) => file.startsWith(`${layer}/`)) ?? 'device';
}
