/**
 * Port: the host's physical memory, as the hardware's DMA and the host's processors see it.
 *
 * Addresses are host physical addresses.
 */
export interface HostMemory {
  /** Content of `[address, address + length)`; `undefined` where no memory answers (an external abort). */
  read(address: bigint, length: number): Promise<Uint8Array | undefined>;
  /** Stores `bytes`; `false` where no memory answers. */
  write(address: bigint, bytes: Uint8Array): Promise<boolean>;
}
