import type { HostMemory, SmmuCommand, SmmuCommands, SmmuOutcome } from '../../ports';
import { MEMORY_MESSAGES, SMMU_MESSAGES } from './messages';
import type { Peer } from './peer';

/** Host memory on the other side. */
export class RemoteHostMemory implements HostMemory {
  readonly #peer: Peer;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  async read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    return (await this.#peer.ask('memory.read', MEMORY_MESSAGES['memory.read'], { address, length })).bytes;
  }

  async write(address: bigint, bytes: Uint8Array): Promise<boolean> {
    return (await this.#peer.ask('memory.write', MEMORY_MESSAGES['memory.write'], { address, bytes })).done;
  }
}

/** An SMMU on the other side. */
export class RemoteSmmuCommands implements SmmuCommands {
  readonly #peer: Peer;
  readonly #smmu: string;

  constructor(peer: Peer, smmu: string) {
    this.#peer = peer;
    this.#smmu = smmu;
  }

  async execute({ queue, word0, word1 }: SmmuCommand): Promise<SmmuOutcome> {
    return (await this.#peer.ask('smmu.execute', SMMU_MESSAGES['smmu.execute'], { smmu: this.#smmu, queue, word0, word1 })).outcome;
  }
}
