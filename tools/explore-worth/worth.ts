import { LAYERS, type LayerName } from '../../src/ports';
import type { Caught } from './examine';

/** What became of a fault or a mutant; `operations` and `signature`, where and when it showed first, are absent where it did not. */
export interface Worth extends Partial<Caught> {
  readonly layer: LayerName;
  /** Why programs do not show it, where somebody knows. */
  readonly reason?: string;
}

/** How many of a layer's faults showed. */
export interface LayerWorth {
  /** Operations after which one was given up, when the layer was measured last. */
  readonly budget: number;
  readonly examined: number;
  readonly caught: number;
  /** Operations after which half of those that showed had shown. */
  readonly median: number;
}

/** Each layer by itself, with its budget. */
export function summary(results: readonly Worth[], budgetOf: (layer: LayerName) => number): Readonly<Record<string, LayerWorth>> {
  return Object.fromEntries(
    LAYERS.map((layer) => {
      const own = results.filter((result) => result.layer === layer);
      const operations = own.flatMap((result) => result.operations ?? []).sort((a, b) => a - b);
      return [
        layer,
        {
          budget: budgetOf(layer),
          examined: own.length,
          caught: operations.length,
          median: operations[Math.floor(operations.length / 2)] ?? 0,
        },
      ];
    }),
  );
}
