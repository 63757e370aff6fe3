import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Channel } from './channel';
import { LineSplitter } from './line-splitter';
import { Tail } from './tail';

/** Milliseconds that an adapter has to end after its input was closed, before it is killed. */
const PATIENCE = 500;

/** A child process that speaks over its standard input and output. */
export class ChildChannel implements Channel {
  readonly #child: ChildProcess;
  readonly #stderr = new Tail();
  #onLine: (line: string) => void = () => undefined;
  #onEnd: (reason: string) => void = () => undefined;
  #ended = false;

  /** Starts `command` through the shell, as the user would type it, in `cwd`. */
  constructor(command: string, cwd: string) {
    // A group of its own, so that whatever it starts can be ended with it.
    this.#child = spawn(command, {
      cwd,
      shell: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const splitter = new LineSplitter(
      (line) => this.#onLine(line),
      () => this.#end('the adapter sent a line that is too long'),
    );
    this.#child.stdout?.on('data', (chunk: Buffer) => splitter.push(chunk));
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#stderr.push(chunk));
    this.#child.stdin?.on('error', () => this.#end('the adapter closed its input'));
    this.#child.on('error', (error) => this.#end(`the adapter could not be started: ${error.message}`));
    this.#child.on('close', (code, signal) =>
      this.#end(`the adapter ended ${signal === null ? `with exit code ${code}` : `by signal ${signal}`}`),
    );
  }

  send(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  receive(onLine: (line: string) => void, onEnd: (reason: string) => void): void {
    this.#onLine = onLine;
    this.#onEnd = onEnd;
  }

  pause(): void {
    this.#child.stdout?.pause();
  }

  resume(): void {
    this.#child.stdout?.resume();
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#child.stdin?.end();
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      await Promise.race([once(this.#child, 'exit'), new Promise((resolve) => setTimeout(resolve, PATIENCE).unref())]);
    }
    this.#killGroup();
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  diagnostics(): string {
    return this.#stderr.text;
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
