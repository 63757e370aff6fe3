/** End of the memory that the kernel keeps for itself: the top of the machine's memory. */
const TOP = 0x10_8000_0000n;

/** Hands out memory of the kernel's own, from the top down. */
export class KernelMemory {
  #next = TOP;

  /** Physical address of `length` bytes, a power of two, aligned to their length. */
  allocate(length: bigint): bigint {
    this.#next = (this.#next - length) & ~(length - 1n);
    return this.#next;
  }
}
