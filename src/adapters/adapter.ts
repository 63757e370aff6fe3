import type { HostMemory, Implementation } from '../ports';
import { AdapterFault, isAdapterError } from '../run/faults';
import type { Offer } from '../run/omission';
import { Connection, type Handshake } from './connection';
import type { Channel } from './protocol/channel';

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
  #unused = true;
  /** Why the connection is of no use though it stands. */
  #unfit: Error | undefined;

  private constructor(options: AdapterOptions, connection: Connection, handshake: Handshake) {
    this.#options = options;
    this.#connection = connection;
    this.handshake = handshake;
    this.#restartsLeft = options.restarts;
  }

  /** Starts the adapter and shakes hands; rejects with the fault that kept it from that. */
  static async connect(options: AdapterOptions): Promise<Adapter> {
    const connection = new Connection(options.open(), options.timeout);
    try {
      return new Adapter(options, connection, await shakeHands(connection, options));
    } catch (error) {
      const said = connection.diagnostics.trim();
      if (error instanceof Error && said !== '') error.message += `\nIts standard error ends with:\n${said}`;
      throw error;
    }
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
    return this.#fault !== undefined;
  }

  /** Sends values there and back. */
  echo(values: readonly bigint[], bytes: Uint8Array): ReturnType<Connection['echo']> {
    return this.#connection.echo(values, bytes);
  }

  /** The layers that it offers, as ports. */
  get implementation(): Implementation {
    const { layers, implementation, revisions } = this.handshake;
    return {
      ...implementation,
      ...(revisions === undefined ? {} : { revisions }),
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

  /** Readies it for a scenario: a reset, or a new start where it broke or asked for that; rejects once it broke too often. */
  async newScenario(): Promise<void> {
    const unused = this.#unused;
    this.#unused = false;
    if (this.#fault === undefined && unused) return;
    if (this.#fault === undefined && !this.handshake.respawn) {
      try {
        return await this.#connection.reset();
      } catch (error) {
        this.#unfit = errorOf(error);
      }
    }
    await this.#startAnew();
  }

  /** Ends the scenario; tells what was not given back, or went wrong without a sign. */
  audit(): Promise<readonly string[]> | undefined {
    return this.handshake.audits && !this.broken ? this.#connection.audit() : undefined;
  }

  /** Ends it, and whatever it started. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  get #fault(): Error | undefined {
    return this.#unfit ?? this.#connection.fault;
  }

  async #startAnew(): Promise<void> {
    const fault = this.#fault;
    if (fault !== undefined) {
      if (this.#restartsLeft === 0) {
        const times = this.#options.restarts + 1;
        throw new AdapterFault(
          `the adapter broke ${times === 1 ? 'once' : `${times} times`} and is not started again; the last time: ${fault.message}`,
        );
      }
      this.#restartsLeft -= 1;
    }
    await this.#connection.close();
    this.#connection = new Connection(this.#options.open(), this.#options.timeout);
    try {
      const [was, is] = [this.handshake, await shakeHands(this.#connection, this.#options)].map((handshake) => JSON.stringify(handshake));
      if (was !== is) throw new AdapterFault(`the adapter says something else of itself after a restart: ${is}, before: ${was}`);
      this.#unfit = undefined;
    } catch (error) {
      this.#unfit = errorOf(error);
      await this.#connection.close();
      throw error;
    }
  }
}

/** Shakes hands; a connection on which that failed is closed. Rejects with an AdapterFault or a ProtocolFault. */
async function shakeHands(connection: Connection, { suite }: AdapterOptions): Promise<Handshake> {
  try {
    return await connection.handshake(suite);
  } catch (error) {
    await connection.close();
    throw isAdapterError(error) ? error : new AdapterFault(`the adapter could not begin: ${errorOf(error).message}`);
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
