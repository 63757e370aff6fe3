import { readReach, writeReach } from './kept-results';
import type { Reach } from './messages';
import type { Worker } from './workers';

/** Which scenarios reach what, as it was kept for these sources, or as a worker sees it now. */
export async function reachOf(sources: string, worker: Worker): Promise<Reach> {
  const known = readReach(sources);
  if (known !== undefined) return known;
  console.log('which scenarios reach what …');
  const reach = await worker.cover();
  writeReach(sources, reach);
  return reach;
}
