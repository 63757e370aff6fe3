import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Ends a group of processes should this one end first, even by SIGKILL. POSIX only.
 *
 * The group is not the terminal's, so that Ctrl-C reaches the suite alone, which lets a scenario end.
 */
export class Watchdog {
  readonly #shell: ChildProcess;
  readonly #gone: Promise<unknown>;

  constructor(group: number) {
    // Its input ends when this process does.
    const script = 'read nothing; kill -s KILL -- "-$1"';
    this.#shell = spawn('/bin/sh', ['-c', script, 'sh', String(group)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.#gone = once(this.#shell, 'exit').catch(() => undefined);
    this.#shell.stdin?.on('error', () => undefined);
  }

  /** The group has been seen to. */
  async standDown(): Promise<void> {
    this.#shell.kill('SIGKILL');
    await this.#gone;
  }
}
