import { type Drawing, PENS } from '../trace/drawing';
import { requireFile } from '../trace/reading/read-log';
import { showFile } from '../trace/show-file';
import { EXIT, type ExitCode } from './exit-code';

/** What `trace show` was asked for. */
export interface TraceShowOptions {
  readonly format: Drawing;
  /** Messages to show, the first ones; all without. */
  readonly most?: number;
}

/** Prints a log in words or as a diagram. */
export async function traceShowCommand(file: string, { format, most }: TraceShowOptions): Promise<ExitCode> {
  requireFile(file);
  let pending = '';
  const flush = async () => {
    const text = pending;
    pending = '';
    // A pipe that is full is waited for.
    if (text !== '') await new Promise<void>((done) => void process.stdout.write(text, () => done()));
  };
  const shown = await showFile(file, PENS[format], {
    print: (line) => {
      pending += `${line}\n`;
    },
    pause: flush,
    ...(most === undefined ? {} : { most }),
  });
  await flush();
  if (shown.fault === undefined) return EXIT.conformant;
  process.stderr.write(`${file}: ${shown.fault}\n`);
  return EXIT.couldNotRun;
}
