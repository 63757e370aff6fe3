import type { HostMemory } from '../../src/ports';

const BYTES = 66 * 2 ** 30;
const PAGE_BYTES = 0x1000;

/**
 * Host memory at `[0, 66 GiB)`, zero until written; nothing answers elsewhere.
 *
 * A page takes up memory only once it has been written to.
 */
export class SparseMemory implements HostMemory {
  readonly #pages = new Map<number, Uint8Array>();

  async read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    const start = Number(address);
    if (!answers(start, length)) return undefined;
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) bytes[at] = this.#pages.get(pageOf(start + at))?.[(start + at) % PAGE_BYTES] ?? 0;
    return bytes;
  }

  async write(address: bigint, bytes: Uint8Array): Promise<boolean> {
    const start = Number(address);
    if (!answers(start, bytes.length)) return false;
    for (const [at, byte] of bytes.entries()) this.#page(pageOf(start + at))[(start + at) % PAGE_BYTES] = byte;
    return true;
  }

  #page(number: number): Uint8Array {
    const page = this.#pages.get(number) ?? new Uint8Array(PAGE_BYTES);
    this.#pages.set(number, page);
    return page;
  }
}

function answers(start: number, length: number): boolean {
  return start + length <= BYTES;
}

function pageOf(address: number): number {
  return Math.floor(address / PAGE_BYTES);
}
