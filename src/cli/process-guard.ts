import { writeSync } from 'node:fs';
import { messageOf } from '../message-of';
import { EXIT } from './exit-code';

/** Signals that ask a process to end; systems that lack one never send it. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/** How long the running scenario has to end after the first signal. */
const GRACE_MS = 5_000;

const hold = (): void => undefined;

/**
 * Keeps signals for {@link guardProcess}: until that is called nothing runs but what loads, and a signal without anyone who
 * listens would end the process with a directory half taken.
 */
export function holdSignals(): void {
  for (const signal of SIGNALS) process.on(signal, hold);
}

/** What a run does when its process is to end. */
export interface Guarded {
  /** Begins no further scenario; the run then ends by itself. */
  interrupt(): void;
  /** Writes what there is, synchronously: nothing runs afterwards. */
  lastWords(reason: string): void;
}

/** Sees to it that the process does not end, however it ends, without last words; returns how to stand down. */
export function guardProcess(guarded: Guarded): () => void {
  let grace: NodeJS.Timeout | undefined;
  let over = false;

  const speak = (reason: string) => {
    over = true;
    try {
      guarded.lastWords(reason);
    } catch (error) {
      say(`the reports could not be written: ${messageOf(error)}`);
    }
  };
  const end = (reason: string) => {
    if (over) return;
    speak(reason);
    process.exit(EXIT.couldNotRun);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (grace !== undefined) {
      end(`the run was interrupted twice, by ${signal} in the end`);
      return;
    }
    say(`\n${signal}: ending after the running scenario, or at once on the next signal`);
    grace = setTimeout(() => end(`the run was interrupted by ${signal}, and the running scenario did not end`), GRACE_MS);
    grace.unref();
    guarded.interrupt();
  };
  const onError = (error: unknown) => {
    // While an asynchronous step runs, cucumber listens too and fails the step instead.
    if (process.listenerCount('uncaughtException') > 1) return;
    const trace = error instanceof Error ? error.stack : undefined;
    say(trace ?? String(error));
    end(`the process crashed: ${messageOf(error)}`);
  };
  const onExit = (code: number) => {
    if (over) return;
    speak(`something ended the process with exit code ${code}`);
    process.exitCode = EXIT.couldNotRun;
  };

  // With nothing left that could wake it, Node ends the process: a step waits for what cannot come.
  const onIdle = () => end('a step waits for what nothing is going to bring about');

  for (const signal of SIGNALS) process.on(signal, onSignal).off(signal, hold);
  process.on('uncaughtException', onError);
  process.on('beforeExit', onIdle);
  process.on('exit', onExit);
  return () => {
    over = true;
    clearTimeout(grace);
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('uncaughtException', onError);
    process.off('beforeExit', onIdle);
    process.off('exit', onExit);
  };
}

function say(text: string): void {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody listens any more; the reports are what counts.
  }
}
