import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadReplaced } from '../../src/self-test/variant';
import { memory } from '../mutation/time/memory';
import { standIns } from '../mutation/time/modules';
import { examineTogether } from './examine';
import type { Explore, FromProcess } from './messages';

/** Explores mutants over time, which remember from the beginning of a program on. */
async function explore({ mutants, ...examination }: Explore): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-explore-worth-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const variants = new Map(
    mutants.map(({ file, id, source }) => [id, loadReplaced(standIns(folder, new Map([[file, source]])), examination.revisions)]),
  );
  const acting = new Set<string>();
  let running: string | undefined;
  const ends = () => {
    if (memory.takeActive() && running !== undefined && !acting.has(running)) {
      acting.add(running);
      tell({ kind: 'acts', id: running });
    }
  };
  memory.takeActive();
  await examineTogether(variants, {
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

function tell(message: FromProcess): void {
  process.send?.(message);
}

process.on('message', (message: Explore) => {
  explore(message).catch((error: unknown) => {
    tell({ kind: 'unable', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
// What a mutant leaves behind must not end the process.
process.on('unhandledRejection', () => {});
// Whoever started this process is gone.
process.on('disconnect', () => process.exit());
