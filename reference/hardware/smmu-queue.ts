import { isKnown, type SmmuCommands, type Submission, valueNow } from '../../src/ports';
import { COMMAND_BYTES, commandWords } from '../../src/tables/commands';
import { syncSignal } from './command-fields';
import type { CommandLegality } from './command-legality';

/**
 * The SMMU's own command queue, which the host alone uses: any command that the SMMU has, as it is.
 *
 * A submission ends at the command that cannot be consumed, as CMDQ_CONS.RD would show it (ERR-03).
 * What to do with it and with the commands after it is for the host's driver to decide.
 */
export class SmmuQueue {
  readonly #commands: SmmuCommands;
  readonly #legality: CommandLegality;
  readonly #onSync: () => void;
  #atcTimeout = false;

  /** `onSync` is called for each CMD_SYNC that is reached. */
  constructor(commands: SmmuCommands, legality: CommandLegality, onSync: () => void) {
    this.#commands = commands;
    this.#legality = legality;
    this.#onSync = onSync;
  }

  /** Executes 16-byte commands in order. */
  async submit(bytes: Uint8Array): Promise<Submission> {
    const count = bytes.length / COMMAND_BYTES;
    for (let consumed = 0; consumed < count; consumed++) {
      const words = commandWords(bytes, consumed * COMMAND_BYTES);
      if (!this.#legality.isLegal(words)) return { consumed, error: 'illegal' };
      if (syncSignal(words) !== undefined) {
        this.#onSync();
        if (this.#takeTimeout()) return { consumed, error: 'timeout' };
      }
      const executed = this.#commands.execute({ queue: { kind: 'smmu' }, ...words });
      if ((isKnown(executed) ? valueNow(executed) : await executed) === 'atcTimeout') this.#atcTimeout = true;
    }
    return { consumed: count, error: 'none' };
  }

  /** Tells of an ATC_INV that timed out, once: the CMD_SYNC succeeds when it is retried (GERR-07). */
  #takeTimeout(): boolean {
    const timedOut = this.#atcTimeout;
    this.#atcTimeout = false;
    return timedOut;
  }
}
