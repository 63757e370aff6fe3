/** The queue that a command came from. */
export type CommandQueue =
  | { readonly kind: 'smmu' }
  | {
      readonly kind: 'vcmdq';
      /** Global vCMDQ number. */
      readonly index: number;
      readonly vintf: number;
      readonly lvcmdq: number;
    };

/** A command as the SMMU executes it: VMID and StreamID are final. */
export interface SmmuCommand {
  readonly queue: CommandQueue;
  readonly word0: bigint;
  readonly word1: bigint;
}

/** What came of a command; only an ATC_INV can time out. */
export type SmmuOutcome = 'done' | 'atcTimeout';

/** Port: hardware → SMMU. Takes each command that a queue hands over for execution, in order. */
export interface SmmuCommands {
  /** Executes it, with VMID and StreamID as they are; a CMD_SYNC, too. */
  execute(command: SmmuCommand): Promise<SmmuOutcome>;
}
