import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromWorker, Reach, ToWorker, Trial, Try } from './messages';

/** A worker that says nothing for so long hangs. */
const SILENCE_MS = 15_000;
/** It loads the suite first. */
const START_MS = 60_000;
/** A worker that takes more memory gives way to a new one. */
const MEMORY_BYTES = 2 ** 30;

/** A process that tries mutants one after the other; it is started again after one that hangs or kills it. */
export class Worker {
  #process: ChildProcess | undefined;

  /** How often each scenario reaches each place. */
  async cover(): Promise<Reach> {
    const answer = await this.#ask({ kind: 'cover' });
    if (answer?.kind === 'covered') return answer.reach;
    throw new Error(answer?.kind === 'unable' ? answer.reason : 'the worker died while it looked what scenarios reach');
  }

  async attempt(mutant: Omit<Try, 'kind'>): Promise<Trial> {
    const answer = await this.#ask({ kind: 'try', ...mutant });
    if (answer?.kind === 'tried') {
      if (answer.memory > MEMORY_BYTES) this.stop();
      return answer.trial;
    }
    if (answer?.kind === 'unable') throw new Error(answer.reason);
    this.stop();
    return { fate: 'killed', message: 'it hangs, or takes the process with it' };
  }

  stop(): void {
    this.#process?.removeAllListeners();
    this.#process?.kill('SIGKILL');
    this.#process = undefined;
  }

  /** The answer; `undefined` if none comes. */
  #ask(message: ToWorker): Promise<FromWorker | undefined> {
    const starts = this.#process === undefined;
    this.#process ??= fork(join(__dirname, 'worker.js'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: ['--max-old-space-size=1536'],
    });
    const worker = this.#process;
    return new Promise((resolve) => {
      const silence = setTimeout(() => end(undefined), starts ? START_MS : SILENCE_MS);
      const end = (answer: FromWorker | undefined) => {
        clearTimeout(silence);
        worker.removeAllListeners();
        resolve(answer);
      };
      worker.on('message', (answer: FromWorker) => {
        if (answer.kind === 'alive') silence.refresh();
        else end(answer);
      });
      worker.on('exit', () => {
        if (this.#process === worker) this.#process = undefined;
        end(undefined);
      });
      worker.send(message);
    });
  }
}
