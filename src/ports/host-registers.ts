/** Width of one access to a physical register, in bytes. */
export type RegisterWidth = 4 | 8;

/** How the SMMU's own command queue ended a submission. */
export interface Submission {
  /** Number of commands consumed before the queue stopped; all of them on success. */
  readonly consumed: number;
  readonly error: 'none' | 'illegal' | 'timeout';
}

/**
 * Port: kernel → hardware. One CMDQ-V block and the SMMU that it belongs to.
 *
 * Offsets count from the start of the physical CMDQ-V region; see `src/tables/registers/maps.ts`.
 */
export interface HostRegisters {
  /** One load, of `width` bytes. */
  read(offset: number, width: RegisterWidth): Promise<bigint>;
  /** One store. Resolves when all that it set going is done: commands are executed, errors told, the interrupt handled. */
  write(offset: number, width: RegisterWidth, value: bigint): Promise<void>;
  /** Puts 16-byte commands on the SMMU's own command queue and waits until they are consumed. */
  submit(commands: Uint8Array): Promise<Submission>;
  /**
   * Names the handler of the CMDQ-V error interrupt. One call is one edge; the write that
   * raised it completes after the handler has.
   */
  onInterrupt(handler: () => Promise<void>): void;
}
