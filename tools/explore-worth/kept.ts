import { existsSync, readFileSync } from 'node:fs';
import type { LayerName } from '../../src/ports';
import { writeAtomically } from '../../src/report/atomic-write';
import { type LayerWorth, summary, type Worth } from './worth';

/** What became of a seeded fault. */
export interface FaultWorth extends Worth {
  readonly fault: string;
}

/** What became of a mutant over time. */
export interface MutantWorth extends Worth {
  /** Module, line, and what goes wrong. */
  readonly mutant: string;
  /** The code that it goes wrong in. */
  readonly code: string;
}

/** Mutants that the sample passes over, by why. */
export type LeftOut = Readonly<Record<'explained' | 'idle' | 'none' | 'follows', number>>;

/** A sample of the mutants over time. */
export interface MutantsSection {
  readonly layers: Readonly<Record<string, LayerWorth>>;
  /** How many mutants there are. */
  readonly of: number;
  readonly leftOut: LeftOut;
  readonly sample: readonly MutantWorth[];
}

/** What is kept of what exploring is worth. */
export interface Kept {
  readonly seed: number;
  readonly layers: Readonly<Record<string, LayerWorth>>;
  readonly faults: readonly FaultWorth[];
  readonly mutants?: MutantsSection;
}

/** Reads the file; nothing is known where there is none. */
export function readKept(file: string): Partial<Kept> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : {};
}

/** Writes it in one go. */
export function writeKept(file: string, content: Kept): void {
  writeAtomically(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

/** {@link summary} of results of which some layers were measured now, with this budget, and others before. */
export function summaryNow(
  results: readonly Worth[],
  measured: ReadonlySet<LayerName>,
  operations: number,
  before: Readonly<Record<string, LayerWorth>> | undefined,
): Readonly<Record<string, LayerWorth>> {
  return summary(results, (layer) => (measured.has(layer) ? operations : (before?.[layer]?.budget ?? 0)));
}
