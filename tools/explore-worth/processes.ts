import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Caught, Position } from './examine';
import type { ChangedModule, Explore, FromProcess } from './messages';

/** A process that says nothing for so long hangs. */
const SILENCE_MS = 30_000;
/** It loads the suite and the mutants first. */
const START_MS = 180_000;

/** What is told of mutants, by ID, while they are explored. */
export interface Told {
  caught(id: string, how: Caught): void;
  /** It does something else than the original. */
  acts(id: string): void;
}

/** Explores mutants together in a process of their own. One that hangs, or takes the process with it, shows so; the others go on. */
export async function exploreApart(mutants: readonly ChangedModule[], about: Omit<Explore, 'from' | 'mutants'>, told: Told): Promise<void> {
  const hidden = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const caught = (id: string, how: Caught) => {
    hidden.delete(id);
    told.caught(id, how);
  };
  let from: Position = { program: 0, operations: 0 };
  while (hidden.size > 0) {
    const stuck = await exploreOnce({ ...about, from, mutants: [...hidden.values()] }, { ...told, caught });
    if (stuck === undefined) return;
    from = stuck.at;
    caught(stuck.id, { operations: stuck.behind, signature: 'hangs' });
  }
}

/** What a mutant was about to do that hangs. */
type Begins = Extract<FromProcess, { readonly kind: 'begins' }>;

/** Explores until all is done, or a mutant hangs. */
function exploreOnce(message: Explore, { acts, caught }: Told): Promise<Begins | undefined> {
  const child = fork(join(__dirname, 'process.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let running: Begins | undefined;
  return new Promise((resolve, reject) => {
    const end = (conclude: () => void) => {
      clearTimeout(silence);
      child.removeAllListeners();
      child.kill('SIGKILL');
      conclude();
    };
    const breaks = () =>
      end(() => (running === undefined ? reject(new Error('the process that explores does not start')) : resolve(running)));
    let silence = setTimeout(breaks, START_MS);
    child.on('exit', breaks);
    child.on('message', (answer: FromProcess) => {
      clearTimeout(silence);
      silence = setTimeout(breaks, SILENCE_MS);
      switch (answer.kind) {
        case 'begins':
          running = answer;
          break;
        case 'acts':
          acts(answer.id);
          break;
        case 'caught':
          caught(answer.id, answer.how);
          break;
        case 'done':
          end(() => resolve(undefined));
          break;
        case 'unable':
          end(() => reject(new Error(answer.reason)));
      }
    });
    child.send(message);
  });
}
