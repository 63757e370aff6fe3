import type { Pen } from './drawing';
import { Narration } from './reading/narrated-line';
import { readLog } from './reading/read-log';
import { ToldEvents } from './told-events';

/** Where a log is shown. */
export interface ShowOptions {
  readonly print: (line: string) => void;
  /** Lets what is printed go out. */
  readonly pause: () => Promise<void>;
  /** Messages to show, the first ones; all without. */
  readonly most?: number;
}

/** Shows what a file tells; says why, if that is nothing. */
export async function showFile(
  file: string,
  pen: Pen,
  { most = Number.POSITIVE_INFINITY, pause, print }: ShowOptions,
): Promise<{ readonly fault?: string }> {
  let shown = 0;
  const show = (line: () => string) => {
    if (shown === 0) for (const head of pen.head) print(head);
    shown += 1;
    if (shown <= most) print(line());
  };
  const told = new ToldEvents((message) => show(() => pen.draw(message)));
  const narration = new Narration();
  const { fault, kind } = await readLog(file, {
    event: (read, { number }) => {
      if ('event' in read) told.push(read, number);
      else show(() => pen.note(`line ${number}: ${read.damage}`));
    },
    other: ({ number, text }) => {
      const message = narration.messageOf(text, number);
      if (message !== undefined) show(() => pen.draw(message));
    },
    told: (scenario, operations) => {
      show(() => pen.note(scenario));
      for (const [index, text] of operations.entries()) {
        const message = narration.messageOf(text, index + 1);
        if (message !== undefined) show(() => pen.draw(message));
      }
    },
    lost: (line, words) => show(() => pen.note(`line ${line}: ${words}`)),
    pause,
  });
  told.end();
  if (shown > most) print(pen.note(`${shown - most} more are left out`));
  if (shown === 0) return { fault: fault ?? (kind === 'messages' ? 'no scenario of it failed' : 'it holds nothing of the stack') };
  return fault === undefined ? {} : { fault };
}
