import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Channel, MAX_BACKLOG } from './channel';
import { LineSplitter } from './line-splitter';
import { Tail } from './tail';
import { Watchdog } from './watchdog';

/** Milliseconds that an adapter has to end after its input was closed, before it is killed. */
const PATIENCE = 500;
/** Milliseconds in which an adapter that does not read any more may turn out to have ended. */
const DOUBT = 100;

/** A program by its path. */
export interface Program {
  readonly program: string;
  /** What it finds in its environment besides the suite's. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A child process that speaks over its standard input and output. */
export class ChildChannel implements Channel {
  readonly #child: ChildProcess;
  readonly #stderr = new Tail();
  readonly #exited: Promise<unknown>;
  readonly #drained: Promise<unknown>;
  readonly #watchdog: Watchdog | undefined;
  #onLine: (line: string) => void = () => undefined;
  #onEnd: (reason: string) => void = () => undefined;
  #ended = false;
  #closed: Promise<void> | undefined;

  /** Starts a command through the shell, as the user would type it, or a program by its path; in `cwd`. */
  constructor(command: string | Program, cwd: string) {
    // A group of its own, so that whatever it starts can be ended with it.
    const detached = process.platform !== 'win32';
    const [program, shell] = typeof command === 'string' ? [command, true] : [command.program, false];
    const env = typeof command === 'string' ? process.env : { ...process.env, ...command.environment };
    const child = spawn(program, { cwd, env, shell, stdio: ['pipe', 'pipe', 'pipe'], detached, windowsHide: true });
    this.#child = child;
    this.#exited = once(child, 'exit').catch(() => undefined);
    this.#drained = once(child, 'close').catch(() => undefined);
    this.#watchdog = detached && child.pid !== undefined ? new Watchdog(child.pid) : undefined;
    const splitter = new LineSplitter(
      (line) => this.#ended || this.#onLine(line),
      (why) => this.#end(`the adapter sent ${why}`),
    );
    child.stdout.on('data', (chunk: Buffer) => this.#ended || splitter.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => this.#stderr.push(chunk));
    child.stdin.on('error', () => setTimeout(() => this.#end('the adapter closed its input'), DOUBT));
    child.on('error', (error) => this.#end(`the adapter could not be started: ${error.message}`));
    child.on('exit', (code, signal) => {
      const reason = `the adapter ended ${signal === null ? `with exit code ${code}` : `by signal ${signal}`}`;
      // What it has left behind must not keep its output open; what it said last is still read.
      this.#killGroup();
      within(PATIENCE, this.#drained).then(() => this.#end(reason));
    });
  }

  send(line: string): void {
    const { stdin } = this.#child;
    if (this.#ended || stdin === null) return;
    stdin.write(`${line}\n`);
    if (stdin.writableLength > MAX_BACKLOG) this.#end('the adapter does not read what it is sent');
  }

  receive(onLine: (line: string) => void, onEnd: (reason: string) => void): void {
    this.#onLine = onLine;
    this.#onEnd = onEnd;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  diagnostics(): string {
    return this.#stderr.text;
  }

  forgetDiagnostics(): void {
    this.#stderr.clear();
  }

  async #close(): Promise<void> {
    const { stdin, stdout, stderr } = this.#child;
    this.#ended = true;
    stdin?.destroy();
    await within(PATIENCE, this.#exited);
    this.#killGroup();
    await within(PATIENCE, this.#drained);
    stdout?.destroy();
    stderr?.destroy();
    await this.#watchdog?.standDown();
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd(reason);
  }

  /** Ends the process and everything that it started. */
  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (process.platform === 'win32') {
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
      return;
    }
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  }
}

async function within(milliseconds: number, event: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([event, new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
  clearTimeout(timer);
}
