const BITS = 32;

/** The error interrupt: one edge for each new error event, unless its VINTF is masked (PHYS-15). */
export class InterruptLine {
  /** VI_INT_MASK: one bit for each VINTF. Clearing a bit does not bring back an edge that it held off. */
  readonly mask = new Uint32Array(2);
  #handler: () => Promise<void> = async () => {};

  onEdge(handler: () => Promise<void>): void {
    this.#handler = handler;
  }

  /** A vCMDQ of `vintf` has a new error; resolves when the handler has dealt with it. */
  async raise(vintf: number): Promise<void> {
    const mask = this.mask[Math.floor(vintf / BITS)] ?? 0;
    if (((mask >>> (vintf % BITS)) & 1) === 0) await this.#handler();
  }
}
