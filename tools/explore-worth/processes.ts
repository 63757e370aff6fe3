import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Caught, Position } from './examine';
import type { Explore, Explored, FromProcess } from './messages';

/** A process that says nothing for so long hangs. */
const SILENCE_MS = 30_000;
/** It loads the variants first. */
const START_MS = 180_000;

/** Told of a variant, by ID: how it shows, if it does, and whether, as a mutant, it ever does anything else than the original. */
type Told = (id: string, how: Caught | undefined, acts: boolean) => void;

/** Explores variants together in a process of their own. One that hangs, or takes the process with it, shows so; the others go on. */
export async function exploreApart(variants: readonly Explored[], about: Omit<Explore, 'from' | 'variants'>, told: Told): Promise<void> {
  const hidden = new Map(variants.map((variant) => [variant.id, variant]));
  const acting = new Set<string>();
  const caught = (id: string, how: Caught) => {
    hidden.delete(id);
    told(id, how, true);
  };
  const acts = (id: string) => acting.add(id);
  let from: Position = { program: 0, operations: 0 };
  while (hidden.size > 0) {
    const stuck = await exploreOnce({ ...about, from, variants: [...hidden.values()] }, { acts, caught });
    if (stuck === undefined) break;
    from = stuck.at;
    caught(stuck.id, { operations: stuck.behind, signature: 'hangs' });
  }
  for (const id of hidden.keys()) told(id, undefined, acting.has(id));
}

/** What a variant was about to do that hangs. */
type Begins = Extract<FromProcess, { readonly kind: 'begins' }>;

/** Explores until all is done, or a mutant hangs. */
function exploreOnce(
  message: Explore,
  { acts, caught }: { acts(id: string): void; caught(id: string, how: Caught): void },
): Promise<Begins | undefined> {
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
