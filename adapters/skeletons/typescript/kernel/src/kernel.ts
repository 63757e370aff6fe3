import type { Connection } from './connection.js';
import type { HostDescription, KernelRequests, RegisterAccesses } from './messages.js';
import { Process } from './process.js';

/** Offset of CMDQV_PARAM. */
const CMDQV_PARAM = 4;

/** The kernel of one machine. */
export class Kernel {
  readonly #connection: Connection;
  readonly #processes = new Map<string, Process>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async boot({ smmus }: HostDescription): Promise<KernelRequests['kernel.boot'][1]> {
    // TODO: throw CannotBeBuilt if this is no host of yours; probe the SMMUs and the devices. This shows a register access.
    for (const { cmdqv, name } of smmus) {
      if (cmdqv === undefined) continue;
      const { value } = await this.registers(name, 'registers.read', { offset: CMDQV_PARAM, width: 4 });
      console.error(`${name}: CMDQV_PARAM is ${value}`);
    }
    // TODO: where the driver gives up on an SMMU, it is { booted: false, smmu, reason }.
    return { booted: true };
  }

  process(name: string): Process {
    const process = this.#processes.get(name) ?? new Process(this.#connection, name);
    this.#processes.set(name, process);
    return process;
  }

  async interrupt(_smmu: string): Promise<void> {
    // TODO: handle the error interrupt of an SMMU. It comes even while a call waits for its answer.
  }

  /** Accesses the registers of an SMMU. */
  protected async registers<M extends keyof RegisterAccesses>(
    smmu: string,
    method: M,
    params: RegisterAccesses[M][0],
  ): Promise<RegisterAccesses[M][1]> {
    return (await this.#connection.call(method, { smmu, ...params })) as RegisterAccesses[M][1];
  }
}
