import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS } from '../../faults';
import type { LayerRevisions, WholeImplementation } from '../../src/ports';
import { loadReplaced, loadVariant } from '../../src/self-test/variant';
import { memory } from '../mutation/time/memory';
import { standIns } from '../mutation/time/modules';
import { examineTogether } from './examine';
import type { Explore, Explored, FromProcess } from './messages';

/** Explores variants; mutants over time remember from the beginning of a program on. */
async function explore({ variants, ...examination }: Explore): Promise<void> {
  const loaded = new Map(variants.map((variant) => [variant.id, load(variant, examination.revisions)]));
  const acting = new Set<string>();
  let running: string | undefined;
  const ends = () => {
    if (memory.takeActive() && running !== undefined && !acting.has(running)) {
      acting.add(running);
      tell({ kind: 'acts', id: running });
    }
  };
  memory.takeActive();
  await examineTogether(loaded, {
    ...examination,
    begins: (id, at, behind) => {
      ends();
      running = id;
      memory.forget();
      tell({ kind: 'begins', id, at, behind });
    },
    caught: (id, how) => tell({ kind: 'caught', id, how }),
  });
  ends();
  tell({ kind: 'done' });
}

function load({ changed, id }: Explored, revisions: LayerRevisions): WholeImplementation {
  if (changed === undefined) {
    const fault = FAULTS.find((one) => one.id === id);
    if (fault === undefined) throw new Error(`there is no fault ${id}`);
    return loadVariant(fault, revisions);
  }
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-explore-worth-'));
  try {
    return loadReplaced(standIns(folder, new Map([[changed.file, changed.source]])), revisions);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tell(message: FromProcess): void {
  process.send?.(message);
}

process.on('message', (message: Explore) => {
  explore(message).catch((error: unknown) => {
    tell({ kind: 'unable', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
// What a variant leaves behind must not end the process.
process.on('unhandledRejection', () => {});
// Whoever started this process is gone.
process.on('disconnect', () => process.exit());
