import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Findings, News } from './examination';
import type { Begin, Examine, FromWorker, ToWorker } from './messages';

/** A worker that says nothing for so long hangs. */
const SILENCE_MS = 60_000;
/** A worker that takes more memory gives way to a new one. */
const MEMORY_BYTES = 1.5 * 2 ** 30;
/** Lines of a dead worker's standard error that are told. */
const LAST_LINES = 5;

/** What became of an examination, and what had been found by then. */
export type Ending = { readonly findings: Findings } & (
  | { readonly kind: 'ran' }
  | { readonly kind: 'hung' }
  | { readonly kind: 'died'; readonly reason: string }
);

const NOTHING: Findings = { caughtBy: [], upset: [], monitored: [], leads: [] };

/** An examination to be made. */
export type Subject = Omit<Examine, 'kind'>;

/** What a pool of workers does. */
export interface Pool {
  readonly begin: Begin;
  readonly jobs: number;
  readonly onEnd: (subject: Subject, ending: Ending) => void;
  /** Once aborted, all workers are killed and nothing more ends. */
  readonly signal: AbortSignal;
}

/** Examines the subjects side by side, each in a process that takes one after another. */
export async function examineAll(subjects: readonly Subject[], pool: Pool): Promise<void> {
  const waiting = [...subjects];
  const take = async (): Promise<void> => {
    let worker: Worker | undefined;
    while (!pool.signal.aborted) {
      const subject = waiting.shift();
      if (subject === undefined) break;
      worker ??= new Worker(pool.begin, pool.signal);
      const ending = await worker.examine(subject);
      if (pool.signal.aborted) break;
      pool.onEnd(subject, ending);
      if (worker.spent) {
        worker.kill();
        worker = undefined;
      }
    }
    worker?.kill();
  };
  await Promise.all(Array.from({ length: Math.min(pool.jobs, subjects.length) }, take));
}

/** A process that examines one subject at a time. */
class Worker {
  readonly #process: ChildProcess;
  #spent = false;
  #errors = '';
  #heard: (message: FromWorker) => void = () => {};
  #ended: (ending: Ending) => void = () => {};
  #found: Findings = NOTHING;

  constructor(begin: Begin, signal: AbortSignal) {
    this.#process = fork(join(__dirname, 'worker.js'), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = `${this.#errors}${text}`
        .split('\n')
        .slice(-LAST_LINES - 1)
        .join('\n');
    });
    this.#process.on('message', (message: FromWorker) => this.#heard(message));
    this.#process.on('error', (error) => this.#end({ kind: 'died', reason: error.message }));
    this.#process.on('exit', (code, exitSignal) =>
      this.#end({ kind: 'died', reason: `${exitSignal ?? `exit ${code}`}\n${this.#errors}`.trim() }),
    );
    signal.addEventListener('abort', () => this.kill(), { once: true });
    this.#tell(begin);
  }

  /** It cannot take another subject. */
  get spent(): boolean {
    return this.#spent;
  }

  examine(subject: Subject): Promise<Ending> {
    return new Promise((resolve) => {
      this.#found = NOTHING;
      const silence = setTimeout(() => this.#end({ kind: 'hung' }), SILENCE_MS);
      this.#ended = (ending) => {
        clearTimeout(silence);
        this.#heard = () => {};
        this.#ended = () => {};
        resolve(ending);
      };
      this.#heard = (message) => {
        silence.refresh();
        if (message.kind === 'progress') return this.#learn(message.news);
        if (message.kind === 'unable') return this.#end({ kind: 'died', reason: message.reason });
        this.#spent = message.memory > MEMORY_BYTES;
        this.#ended({ kind: 'ran', findings: message.findings });
      };
      this.#tell({ kind: 'examine', ...subject });
    });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #end(how: { readonly kind: 'hung' } | { readonly kind: 'died'; readonly reason: string }): void {
    this.#spent = true;
    this.#ended({ ...how, findings: this.#found });
  }

  #learn({ caughtBy = [], monitored = [], upset = [] }: News): void {
    const { leads } = this.#found;
    this.#found = {
      caughtBy: [...this.#found.caughtBy, ...caughtBy],
      upset: [...this.#found.upset, ...upset],
      monitored: [...this.#found.monitored, ...monitored],
      leads,
    };
  }

  #tell(message: ToWorker): void {
    this.#process.send(message, () => {
      // A process that is gone has told so by its exit.
    });
  }
}
