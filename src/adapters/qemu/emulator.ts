import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { AdapterFault } from '../../run/faults';
import { Tail } from '../protocol/tail';
import { FDS, VFIO_SLOTS } from './inherited-files';
import { Qmp } from './qmp';
import { Qtest } from './qtest';
import type { RunFolder } from './run-folder';
import { ShimLink } from './shim-link';
import { configSpaces } from './vfio-device';

/** How QEMU is started with the library preloaded. */
export interface Launcher {
  readonly command: string;
  /** Precede QEMU's own arguments. */
  readonly prefix: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What else a process is started with. */
export interface EmulatorOptions {
  readonly folder: RunFolder;
  /** Milliseconds for each answer. */
  readonly timeout: number;
  /** What is asked and answered is kept. */
  readonly transcribed: boolean;
}

/** One QEMU process and the ways to talk to it. */
export class Emulator {
  readonly qtest: Qtest;
  readonly qmp: Qmp;
  readonly link: ShimLink;
  /** All that QEMU wrote to standard error, where that is kept: its trace, too. */
  readonly errors: Buffer[] = [];
  /** The commands of qtest and what they gave, and the system calls in between, as comments. */
  readonly transcript: string[] = [];
  readonly #transcribed: boolean;
  readonly #child: ChildProcess;
  readonly #stderr = new Tail();
  readonly #drained: Promise<unknown>;
  readonly #events: Duplex;
  readonly #timeout: number;
  #leaving = false;
  /** Why it was given up, where it did not answer. */
  #hung: AdapterFault | undefined;
  #fault: AdapterFault | undefined;

  /** Starts QEMU with that configuration. */
  constructor(launcher: Launcher, configuration: readonly string[], { folder, timeout, transcribed }: EmulatorOptions) {
    const vfio = folder.nameless(configSpaces(VFIO_SLOTS));
    const iommu = openSync('/dev/null', 'r+');
    const child = spawn(launcher.command, [...launcher.prefix, ...configuration], {
      stdio: ['ignore', 'ignore', 'pipe', iommu, 'pipe', 'pipe', 'pipe', 'pipe', ...Array.from({ length: VFIO_SLOTS }, () => vfio)],
      cwd: folder.path,
      env: {
        ...process.env,
        ...launcher.environment,
        CMDQV_SHIM_PARENT: String(process.pid),
        CMDQV_SHIM_SOCKET: String(FDS.shim),
        CMDQV_SHIM_IOMMU: String(FDS.iommu),
        CMDQV_SHIM_EVENTS: String(FDS.events),
        CMDQV_SHIM_VFIO_FIRST: String(FDS.vfio),
        CMDQV_SHIM_VFIO_LAST: String(FDS.vfio + VFIO_SLOTS - 1),
      },
    });
    closeSync(iommu);
    closeSync(vfio);
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr.push(chunk);
      if (transcribed) this.errors.push(chunk);
    });
    this.#drained = once(child, 'close').catch(() => undefined);
    child.on('error', (error) => this.fail(new AdapterFault(`QEMU could not be started: ${error.message}`)));
    child.on('exit', (code, signal) => {
      const hint = signal === 'SIGBUS' ? `, as it does when there is no room for guest RAM in ${folder.path}` : '';
      const how = signal === null ? `with exit code ${code}` : `by signal ${signal}${hint}`;
      this.#drained.then(() => this.fail(new AdapterFault(`QEMU ended ${how}${this.#leaving ? '' : said(this.diagnostics)}`)));
    });
    this.#timeout = timeout;
    this.#transcribed = transcribed;
    const overdue = (what: string) => {
      this.#hung = new AdapterFault(`QEMU did not answer '${what}' in ${timeout} ms${said(this.diagnostics)}`);
      this.fail(this.#hung);
      this.kill();
    };
    this.qtest = new Qtest(duplex(child, FDS.qtest), timeout, overdue);
    if (transcribed) this.qtest.transcribe = (line) => this.note(line);
    this.qmp = new Qmp(duplex(child, FDS.qmp), timeout, overdue);
    this.link = new ShimLink(duplex(child, FDS.shim));
    this.#events = duplex(child, FDS.events);
    this.#events.on('error', () => undefined).resume();
  }

  /** The last that QEMU wrote to standard error. */
  get diagnostics(): string {
    return this.#stderr.text;
  }

  /** The process is no more, whatever is still to be read of it. */
  get ended(): boolean {
    return this.#fault !== undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Set once QEMU has ended by itself. */
  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** Nothing more is to be had of this process: whoever waits for it learns why. */
  fail(fault: AdapterFault): void {
    this.#fault ??= fault;
    this.qtest.fail(this.#fault);
    this.qmp.fail(this.#fault);
  }

  /** Adds to the transcript what did not go through qtest. */
  note(line: string): void {
    if (this.#transcribed) this.transcript.push(line);
  }

  /** Makes the event queue's file descriptor readable. */
  wake(): void {
    if (!this.#events.destroyed) this.#events.write('.');
  }

  /** Asks QEMU to leave, and waits until it has. Rejects where it does not. */
  async quit(): Promise<void> {
    this.#leaving = true;
    await this.qmp.execute('quit').catch(() => undefined);
    const late = setTimeout(() => {
      this.#hung = new AdapterFault(`QEMU did not end in ${this.#timeout} ms after 'quit'${said(this.diagnostics)}`);
      this.kill();
    }, this.#timeout);
    await this.#drained;
    clearTimeout(late);
    if (this.#hung !== undefined) throw this.#hung;
  }

  kill(): void {
    this.#leaving = true;
    this.#child.kill('SIGKILL');
  }

  /** Ends QEMU, whatever it is doing. */
  async end(): Promise<void> {
    this.kill();
    await this.#drained;
  }
}

function duplex(child: ChildProcess, fd: number): Duplex {
  const stream = child.stdio[fd];
  if (!(stream instanceof Duplex)) throw new AdapterFault('QEMU could not be started: its sockets could not be made');
  return stream;
}

function said(diagnostics: string): string {
  const text = diagnostics.trim();
  return text === '' ? '' : `; its standard error ends with:\n${text}`;
}
