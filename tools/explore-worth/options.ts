import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PACKAGE_ROOT } from '../../src/package';
import type { Caught } from './examine';

/** What is to be examined, and how far. */
export interface Wanted {
  /** Mutants over time, not seeded faults. */
  readonly mutants: boolean;
  readonly operations: number;
  readonly seed: number;
  /** Every n-th fault, from this one on. */
  readonly every: number;
  readonly first: number;
  readonly layers: readonly string[] | undefined;
  readonly faults: readonly string[] | undefined;
  /** Only what the file has as not shown. */
  readonly missed: boolean;
  readonly out: string;
  /** Says what became of one. */
  told(name: string, how: Caught | undefined): void;
}

/** Reads the arguments. */
export function readWanted(args: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mutants: { type: 'boolean', default: false },
      ops: { type: 'string', default: '200000' },
      seed: { type: 'string', default: '1' },
      every: { type: 'string', default: '1' },
      first: { type: 'string', default: '0' },
      layer: { type: 'string', multiple: true },
      fault: { type: 'string', multiple: true },
      missed: { type: 'boolean', default: false },
      out: { type: 'string', default: join(PACKAGE_ROOT, 'reference', 'explore-worth.json') },
    },
  });
  return {
    mutants: values.mutants,
    operations: Number(values.ops),
    seed: Number(values.seed),
    every: Number(values.every),
    first: Number(values.first),
    layers: values.layer,
    faults: values.fault,
    missed: values.missed,
    out: values.out,
    told: (name, how) =>
      process.stdout.write(`${name}: ${how === undefined ? 'NOT CAUGHT' : `after ${how.operations}: ${how.signature}`}\n`),
  };
}

/** Variants that are loaded at once. */
const BATCH = 32;

/** What the same programs are for, by a key, in batches of no more than fit. */
export function inBatches<T>(all: readonly T[], key: (one: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / BATCH) }, (_, n) => group.slice(n * BATCH, (n + 1) * BATCH) as [T, ...T[]]),
  );
}
