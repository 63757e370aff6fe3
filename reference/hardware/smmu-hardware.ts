import {
  DONE,
  type HostMemory,
  type HostRegisters,
  knownBits,
  type RegisterWidth,
  type SmmuCommands,
  type SmmuDescription,
  type Submission,
} from '../../src/ports';
import { CmdqvBlock } from './cmdqv-block';
import { CommandLegality } from './command-legality';
import { SmmuQueue } from './smmu-queue';

/** An SMMU's own command queue and, unless the SMMU has none, its CMDQ-V block. */
export class SmmuHardware implements HostRegisters {
  readonly #block: CmdqvBlock | undefined;
  readonly #queue: SmmuQueue;

  constructor(smmu: SmmuDescription, below: { readonly memory: HostMemory; readonly commands: SmmuCommands }) {
    const legality = new CommandLegality(smmu);
    this.#block = smmu.cmdqv && new CmdqvBlock(smmu.cmdqv, { ...below, legality });
    this.#queue = new SmmuQueue(below.commands, legality, () => this.#block?.dropStaleTimeouts());
  }

  read(offset: number, width: RegisterWidth): Promise<bigint> {
    return knownBits(this.#block?.read(offset, width) ?? 0n);
  }

  write(offset: number, width: RegisterWidth, value: bigint): Promise<void> {
    return this.#block?.write(offset, width, value) ?? DONE;
  }

  submit(commands: Uint8Array): Promise<Submission> {
    return this.#queue.submit(commands);
  }

  onInterrupt(handler: () => Promise<void>): void {
    this.#block?.interrupt.onEdge(handler);
  }
}
