import type { HostRegisters, SmmuDescription } from '../../src/ports';
import { COMMAND_BYTES, type CommandWords, commandBytes, encodeCommand, SYNC_SIGNALS } from '../../src/tables/commands';
import { vmidBits } from '../../src/tables/smmu';
import { LowestFree } from './lowest-free';
import type { Cmdqv } from './tegra/cmdqv';

/** A CMD_SYNC that signals nothing. */
const PLAIN_SYNC = encodeCommand('CMD_SYNC', { CS: SYNC_SIGNALS.SIG_NONE });
/** The driver's own CMD_SYNC, which ends every batch: it signals an event, to inner-shareable normal memory (RST-02). */
const DRIVER_SYNC = encodeCommand('CMD_SYNC', { CS: SYNC_SIGNALS.SIG_SEV, MSH: 3n, MSIAttr: 0xfn });

/** A physical SMMU and its driver. */
export class Smmu {
  readonly description: SmmuDescription;
  readonly registers: HostRegisters;
  /** VMIDs of this SMMU; 0 is reserved (UAPI-HWPT-07). */
  readonly vmids: LowestFree;
  /** Its CMDQ-V block, once it has been probed. */
  cmdqv: Cmdqv | undefined;

  constructor(description: SmmuDescription, registers: HostRegisters) {
    this.description = description;
    this.registers = registers;
    this.vmids = new LowestFree(1, 2 ** vmidBits(description) - 1);
  }

  /**
   * Executes commands on the SMMU's own queue; false if the CMD_SYNC after them does not complete in time.
   *
   * A command that the SMMU refuses is overwritten by a CMD_SYNC and the queue goes on, so nobody
   * learns of it (UAPI-INV-14). A submission that ends with a timeout is one whose CMD_SYNC the
   * driver has waited for in vain: it is not tried again.
   */
  async issue(commands: readonly CommandWords[]): Promise<boolean> {
    let queue = [...commands, DRIVER_SYNC];
    for (;;) {
      const { consumed, error } = await this.registers.submit(bytesOf(queue));
      if (error !== 'illegal') return error === 'none';
      if (consumed === 0 && queue[0] === DRIVER_SYNC) return false; // refuses even a CMD_SYNC
      queue = [DRIVER_SYNC, ...queue.slice(consumed + 1)];
    }
  }

  /** Takes what an ATC_INV may have left to report, so that nobody else is blamed for it (RST-02, ISO-08). */
  async flush(): Promise<void> {
    await this.issue([PLAIN_SYNC]);
  }
}

function bytesOf(commands: readonly CommandWords[]): Uint8Array {
  const bytes = new Uint8Array(commands.length * COMMAND_BYTES);
  for (const [index, words] of commands.entries()) bytes.set(commandBytes(words), index * COMMAND_BYTES);
  return bytes;
}
