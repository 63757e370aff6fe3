import { known, type SmmuCommand, type SmmuCommands, type SmmuOutcome } from '../../ports';
import { commandNamed, opcodeOf } from '../../tables/commands';

const ATC_INV = commandNamed('ATC_INV')?.opcode;

const COMPLETED = known<SmmuOutcome>('done');

/** The suite's SMMU: every command is done at once, except ATC_INVs that a scenario lets time out. */
export class SubstituteSmmu implements SmmuCommands {
  #timesOut = 0;

  /** Lets the next `count` ATC_INV commands time out. */
  timeOutNext(count = 1): void {
    this.#timesOut = count;
  }

  execute(command: SmmuCommand): Promise<SmmuOutcome> {
    if (this.#timesOut === 0 || opcodeOf(command) !== ATC_INV) return COMPLETED;
    this.#timesOut -= 1;
    return known<SmmuOutcome>('atcTimeout');
  }
}
