import type { Connection } from './connection.js';
import type { RegisterAccesses, SmmuDescription } from './messages.js';

/** Offsets of registers. */
const CMDQV_CONFIG = 0;
const CMDQV_PARAM = 4;
/** The block is switched on: CMDQV_EN is 1. */
const CONFIG_OUT_OF_RESET = 0x20083n;
const COMMAND_BYTES = 16;
const WORD = 4;

/** An SMMU with its CMDQ-V block. A method that throws fails the scenario, with the error's message as the reason. */
export class Smmu {
  readonly #connection: Connection;
  readonly #name: string;
  // TODO: replace this by the registers of your block.
  readonly #words = new Map<number, bigint>();

  constructor(connection: Connection, { cmdqv, name }: SmmuDescription) {
    // TODO: throw CannotBeBuilt if this is no SMMU of yours.
    this.#connection = connection;
    this.#name = name;
    if (cmdqv === undefined) return;
    this.#words.set(CMDQV_CONFIG, CONFIG_OUT_OF_RESET);
    const { version, vcmdqsLog2, vintfsLog2, sidsLog2 } = cmdqv;
    this.#words.set(CMDQV_PARAM, BigInt(version | (vcmdqsLog2 << 4) | (vintfsLog2 << 8) | (sidsLog2 << 12)));
  }

  async read(offset: number, width: 4 | 8): Promise<bigint> {
    // TODO: read your block.
    const low = this.#words.get(offset) ?? 0n;
    return width === WORD ? low : low | ((this.#words.get(offset + WORD) ?? 0n) << 32n);
  }

  async write(offset: number, width: 4 | 8, value: bigint): Promise<void> {
    // TODO: write to your block, and be done with all that it sets going.
    for (let at = 0; at < width; at += WORD) this.#words.set(offset + at, BigInt.asUintN(32, value >> BigInt(8 * at)));
  }

  async submit(commands: Uint8Array): Promise<RegisterAccesses['registers.submit'][1]> {
    // TODO: stop at a command that the SMMU's own queue does not take. This shows how a command is executed.
    const view = new DataView(commands.buffer, commands.byteOffset, commands.byteLength);
    for (let at = 0; at < commands.length; at += COMMAND_BYTES) {
      const [word0, word1] = [view.getBigUint64(at, true), view.getBigUint64(at + 8, true)].map((word) => `0x${word.toString(16)}`);
      await this.#connection.call('smmu.execute', { smmu: this.#name, queue: { kind: 'smmu' }, word0, word1 });
    }
    return { consumed: commands.length / COMMAND_BYTES, error: 'none' };
  }

  /** Tells of one edge of the CMDQ-V interrupt, and waits until it is handled. TODO: call it. */
  protected async interrupt(): Promise<void> {
    await this.#connection.call('registers.interrupt', { smmu: this.#name });
  }
}
