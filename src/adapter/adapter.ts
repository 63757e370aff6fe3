import type { HostMemory, Implementation } from '../ports';
import type { Channel } from '../protocol/channel';
import { AdapterFault } from '../protocol/faults';
import type { Offer } from '../vocabulary';
import { Connection, type Handshake } from './connection';

/** How an adapter is reached and how patient the suite is with it. */
export interface AdapterOptions {
  /** Opens a new channel: starts the process, or connects. */
  readonly open: () => Channel;
  readonly suite: { readonly name: string; readonly version: string };
  /** Milliseconds that each request may take. */
  readonly timeout: number;
  /** How often a broken adapter is started anew in one run. */
  readonly restarts: number;
  /** Memory of a new machine, for the layers of the reference. */
  readonly createMemory: () => HostMemory;
}

/**
 * An implementation behind the protocol: one process for the whole run, reset between scenarios,
 * started anew only after it broke or where it asked for that.
 */
export class Adapter {
  readonly #options: AdapterOptions;
  readonly handshake: Handshake;
  #connection: Connection;
  #restartsLeft: number;
  #fresh = true;

  private constructor(options: AdapterOptions, connection: Connection, handshake: Handshake) {
    this.#options = options;
    this.#connection = connection;
    this.handshake = handshake;
    this.#restartsLeft = options.restarts;
  }

  /** Starts the adapter and shakes hands; rejects with the fault that kept it from that. */
  static async connect(options: AdapterOptions): Promise<Adapter> {
    const { connection, handshake } = await shakeHands(options);
    return new Adapter(options, connection, handshake);
  }

  /** What it says it can do. */
  get offer(): Offer {
    return { layers: this.handshake.layers, capabilities: new Set(this.handshake.capabilities) };
  }

  /** The last that it wrote to standard error. */
  get diagnostics(): string {
    return this.#connection.diagnostics;
  }

  /** It broke, and has not been started anew since. */
  get broken(): boolean {
    return this.#connection.fault !== undefined;
  }

  /** Sends values there and back. */
  echo(values: readonly bigint[], bytes: Uint8Array): ReturnType<Connection['echo']> {
    return this.#connection.echo(values, bytes);
  }

  /** The layers that it offers, as ports. */
  get implementation(): Implementation {
    const { layers, implementation } = this.handshake;
    return {
      ...implementation,
      ...(layers.includes('device') ? { device: { start: (vm, below) => this.#connection.startVm(vm, below) } } : {}),
      ...(layers.includes('kernel')
        ? { kernel: { boot: (host, { memory, registers }) => this.#connection.bootKernel(host, memory, registers) } }
        : {}),
      ...(layers.includes('hardware')
        ? {
            hardware: {
              createMemory: this.#options.createMemory,
              create: (smmu, { memory, commands }) => this.#connection.createHardware(smmu, memory, commands),
            },
          }
        : {}),
    };
  }

  /** Readies it for a scenario: a reset, or a new start where it broke; rejects once it broke too often. */
  async newScenario(): Promise<void> {
    if (this.#connection.fault === undefined && !this.handshake.respawn) {
      if (!this.#fresh) await this.#connection.reset().catch(() => undefined);
      this.#fresh = false;
      if (this.#connection.fault === undefined) return;
    }
    if (this.#connection.fault === undefined && this.#fresh) {
      this.#fresh = false;
      return;
    }
    await this.#restart();
  }

  /** Ends it, and whatever it started. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  async #restart(): Promise<void> {
    const { fault } = this.#connection;
    if (fault !== undefined && this.#restartsLeft-- <= 0) {
      throw new AdapterFault(
        `the adapter broke ${this.#options.restarts + 1} times and is not started again; the last time: ${fault.message}`,
      );
    }
    await this.#connection.close();
    const { connection, handshake } = await shakeHands(this.#options);
    const [was, is] = [JSON.stringify(this.handshake), JSON.stringify(handshake)];
    this.#connection = connection;
    if (was !== is) throw new AdapterFault(`the adapter says something else of itself after a restart: ${is}, before: ${was}`);
  }
}

async function shakeHands(options: AdapterOptions): Promise<{ readonly connection: Connection; readonly handshake: Handshake }> {
  const connection = new Connection(options.open(), options.timeout);
  try {
    return { connection, handshake: await connection.handshake(options.suite) };
  } catch (error) {
    await connection.close();
    const said = connection.diagnostics.trim();
    if (error instanceof Error && said !== '') error.message += `\nIts standard error ends with:\n${said}`;
    throw error;
  }
}
