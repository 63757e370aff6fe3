import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { Duplex } from 'node:stream';
import { AdapterFault } from '../../run/faults';
import { Tail } from '../protocol/tail';
import { ByteStream } from './byte-stream';
import { EVENT_SLOTS, FDS, VFIO_SLOTS } from './inherited-files';
import type { RunFolder } from './run-folder';
import { configSpaces } from './vfio-device';

/** How QEMU is started with the library preloaded. */
export interface Launcher {
  readonly command: string;
  /** Precede QEMU's own arguments. */
  readonly prefix: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** How a process ended; one of the two is `null`. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A QEMU process, from its first instruction on. */
export interface Newborn {
  readonly link: Duplex;
  readonly qtest: Duplex;
  readonly qmp: Duplex;
  /** What makes an event queue readable, for each that it can have. */
  readonly events: readonly Duplex[];
  readonly stderr: Duplex;
  /** Resolves when it has ended; rejects with an AdapterFault where it could not be started. */
  readonly ended: Promise<Ending>;
  kill(): void;
}

interface Expected {
  readonly resolve: (ending: Ending) => void;
  readonly reject: (fault: AdapterFault) => void;
}

/** Orders to the process and what it tells; the layouts are in `adapters/qemu/shim.c`. */
const ORDER = { birth: 1, kill: 2 } as const;
const DEATH_BYTES = 8;
const CONTROL_FD = 3;
const READY = 0;

/**
 * The process of which every QEMU of a run is a fork: it has QEMU loaded and linked, and stays before its first
 * instruction. To start one costs a third less than to start a program, and the suite itself, whose memory is large, is
 * not forked.
 */
export class Nursery {
  readonly #child: ChildProcess;
  readonly #control: Duplex;
  readonly #path: string;
  /** The folder that holds the socket, as a path that is short wherever the folder is. */
  readonly #folder: number;
  readonly #timeout: number;
  readonly #stderr = new Tail();
  readonly #expected = new Map<number, Expected>();
  readonly #over: Promise<void>;
  #born = READY;
  #fault: AdapterFault | undefined;
  #closed = false;

  private constructor(launcher: Launcher, folder: RunFolder, timeout: number, ready: Expected) {
    this.#timeout = timeout;
    this.#path = folder.unique('births');
    this.#expected.set(READY, ready);
    const spaces = folder.nameless(configSpaces(VFIO_SLOTS));
    this.#folder = openSync(folder.path, 'r');
    this.#child = spawn(launcher.command, [...launcher.prefix, this.#path], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', spaces],
      cwd: folder.path,
      env: {
        ...process.env,
        ...launcher.environment,
        CMDQV_SHIM_PARENT: String(process.pid),
        CMDQV_SHIM_BIRTHS: this.#path,
        CMDQV_SHIM_SOCKET: String(FDS.shim),
        CMDQV_SHIM_IOMMU: String(FDS.iommu),
        CMDQV_SHIM_EVENTS_FIRST: String(FDS.events),
        CMDQV_SHIM_EVENTS_LAST: String(FDS.events + EVENT_SLOTS - 1),
        CMDQV_SHIM_VFIO_FIRST: String(FDS.vfio),
        CMDQV_SHIM_VFIO_LAST: String(FDS.vfio + VFIO_SLOTS - 1),
      },
    });
    closeSync(spaces);
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#stderr.push(chunk));
    this.#child.on('error', (error) => this.#lost(`QEMU could not be started: ${error.message}`));
    this.#over = once(this.#child, 'close').then(
      ([code, signal]) => this.#lost(`QEMU ended ${manner({ code, signal })}${said(this.#stderr.text)}`),
      () => undefined,
    );
    const control = this.#child.stdio[CONTROL_FD];
    if (!(control instanceof Duplex)) throw new AdapterFault('QEMU could not be started: its sockets could not be made');
    this.#control = control;
    control.on('error', () => undefined);
    void this.#listen(new ByteStream(control));
  }

  /** Loads QEMU. Rejects with an AdapterFault where it cannot be started, or does not get ready in `timeout` milliseconds. */
  static async open(launcher: Launcher, folder: RunFolder, timeout: number): Promise<Nursery> {
    const ready = expectation();
    const nursery = new Nursery(launcher, folder, timeout, ready);
    const late = setTimeout(() => ready.reject(new AdapterFault(`QEMU could not be started in ${timeout} ms`)), timeout);
    try {
      await ready.promise;
      return nursery;
    } catch (error) {
      nursery.#child.kill('SIGKILL');
      await nursery.close();
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  /** None can be born here any more. */
  get lost(): boolean {
    return this.#fault !== undefined || this.#closed;
  }

  /** Starts QEMU with these arguments. */
  bear(configuration: readonly string[]): Newborn {
    this.#born += 1;
    const id = this.#born;
    const expected = expectation();
    // Whoever kills does not wait for it.
    expected.promise.catch(() => undefined);
    // In the order in which the library puts them where QEMU looks.
    const [link, qtest, qmp] = [this.#connect(), this.#connect(), this.#connect()];
    const events = Array.from({ length: EVENT_SLOTS }, () => this.#connect());
    const stderr = this.#connect();
    if (this.#fault === undefined) {
      this.#expected.set(id, expected);
      this.#order(ORDER.birth, id, Buffer.from(configuration.map((argument) => `${argument}\0`).join('')));
    } else expected.reject(this.#fault);
    return { link, qtest, qmp, events, stderr, ended: expected.promise, kill: () => this.#kill(id, expected.promise) };
  }

  /** Ends all that were born here; resolves when they are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#control.destroy();
    await this.#unlessLate(this.#over);
  }

  #kill(id: number, ended: Promise<unknown>): void {
    if (!this.#expected.has(id)) return;
    this.#order(ORDER.kill, id);
    void this.#unlessLate(ended).catch(() => undefined);
  }

  /** Whoever does not do as told is ended, and with it all that it started. */
  async #unlessLate<T>(done: Promise<T>): Promise<T> {
    const late = setTimeout(() => this.#child.kill('SIGKILL'), this.#timeout);
    return done.finally(() => clearTimeout(late));
  }

  #connect(): Socket {
    const socket = connect(this.#fault === undefined ? join('/proc/self/fd', String(this.#folder), basename(this.#path)) : this.#path);
    // Its end says all.
    socket.on('error', () => undefined);
    return socket;
  }

  #order(kind: number, id: number, more: Uint8Array = new Uint8Array(0)): void {
    if (this.#control.destroyed) return;
    const order = Buffer.alloc(12 + more.length);
    order.writeUInt32LE(kind, 0);
    order.writeUInt32LE(id, 4);
    order.writeUInt32LE(more.length, 8);
    order.set(more, 12);
    this.#control.write(order);
  }

  async #listen(told: ByteStream): Promise<void> {
    for (let death = await told.take(DEATH_BYTES); death !== undefined; death = await told.take(DEATH_BYTES)) {
      const [id, status] = [death.readUInt32LE(0), death.readInt32LE(4)];
      const expected = this.#expected.get(id);
      this.#expected.delete(id);
      if (status < 0) expected?.reject(new AdapterFault(`QEMU could not be started: errno ${-status}`));
      else expected?.resolve(ending(status));
    }
  }

  #lost(message: string): void {
    if (this.#fault === undefined) closeSync(this.#folder);
    this.#fault ??= new AdapterFault(message);
    for (const { reject } of this.#expected.values()) reject(this.#fault);
    this.#expected.clear();
  }
}

/** How a process ended, in words. */
export function manner({ code, signal }: Ending): string {
  return signal === null ? `with exit code ${code}` : `by signal ${signal}`;
}

/** What a process said, as the end of a sentence about it. */
export function said(diagnostics: string): string {
  const text = diagnostics.trim();
  return text === '' ? '' : `; its standard error ends with:\n${text}`;
}

function expectation(): Expected & { readonly promise: Promise<Ending> } {
  let [resolve, reject]: [Expected['resolve'], Expected['reject']] = [() => undefined, () => undefined];
  const promise = new Promise<Ending>((kept, broken) => {
    [resolve, reject] = [kept, broken];
  });
  return { promise, resolve, reject };
}

/** The status that `wait` gives. */
function ending(status: number): Ending {
  const number = status & 0x7f;
  if (number === 0) return { code: status >> 8, signal: null };
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return { code: null, signal: name ?? String(number) };
}
