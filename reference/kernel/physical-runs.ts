import type { PhysicalRun } from '../../src/ports';
import { max, min } from './integers';

/** The bytes `[from, from + length)` of memory that consists of `runs`, as runs. */
export function sliceRuns(runs: readonly PhysicalRun[], from: bigint, length: bigint): readonly PhysicalRun[] {
  const slice: PhysicalRun[] = [];
  let start = 0n;
  for (const run of runs) {
    const first = max(from - start, 0n);
    const end = min(from + length - start, run.length);
    if (first < end) slice.push({ address: run.address + first, length: end - first });
    start += run.length;
    if (start >= from + length) break;
  }
  return slice;
}

/** The same memory with neighbours that follow each other physically made one. */
export function mergeRuns(runs: readonly PhysicalRun[]): readonly PhysicalRun[] {
  const merged: PhysicalRun[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last !== undefined && last.address + last.length === run.address) {
      merged[merged.length - 1] = { address: last.address, length: last.length + run.length };
    } else {
      merged.push(run);
    }
  }
  return merged;
}
