import type { HostRegisters, RegisterWidth, Submission } from '../../ports';
import { REGISTER_MESSAGES as M } from './messages';
import type { Peer } from './peer';

/** The registers of an SMMU that lives in an adapter. */
export class RemoteHostRegisters implements HostRegisters {
  readonly #peer: Peer;
  readonly #smmu: string;
  #onInterrupt: () => Promise<void> = () => Promise.resolve();

  constructor(peer: Peer, smmu: string) {
    this.#peer = peer;
    this.#smmu = smmu;
  }

  /** The adapter told of an interrupt. */
  interrupted(): Promise<void> {
    return this.#onInterrupt();
  }

  async read(offset: number, width: RegisterWidth): Promise<bigint> {
    return (await this.#peer.ask('registers.read', M['registers.read'], { smmu: this.#smmu, offset, width })).value;
  }

  write(offset: number, width: RegisterWidth, value: bigint): Promise<void> {
    return this.#peer.ask('registers.write', M['registers.write'], { smmu: this.#smmu, offset, width, value });
  }

  submit(commands: Uint8Array): Promise<Submission> {
    return this.#peer.ask('registers.submit', M['registers.submit'], { smmu: this.#smmu, commands });
  }

  onInterrupt(handler: () => Promise<void>): void {
    this.#onInterrupt = handler;
  }
}
