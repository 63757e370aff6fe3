import type { HostMemory } from '../../src/ports';

const BASE = 0x8000_0000n;
const BYTES = 64 * 2 ** 30;
const PAGE_BYTES = 0x1000;

/**
 * Host memory at `[0x8000_0000, 0x8000_0000 + 64 GiB)`, zero until written; nothing answers elsewhere.
 *
 * A page takes up memory only once it has been written to.
 */
export class SparseMemory implements HostMemory {
  readonly #pages = new Map<number, Uint8Array>();

  async read(address: bigint, length: number): Promise<Uint8Array | undefined> {
    const start = offsetOf(address, length);
    if (start === undefined) return undefined;
    const within = start % PAGE_BYTES;
    if (within + length <= PAGE_BYTES) {
      const page = this.#pages.get((start - within) / PAGE_BYTES);
      return page === undefined ? new Uint8Array(length) : page.slice(within, within + length);
    }
    const bytes = new Uint8Array(length);
    for (const { number, from, to, done } of piecesOf(start, length)) {
      const page = this.#pages.get(number);
      if (page !== undefined) bytes.set(page.subarray(from, to), done);
    }
    return bytes;
  }

  async write(address: bigint, bytes: Uint8Array): Promise<boolean> {
    const start = offsetOf(address, bytes.length);
    if (start === undefined) return false;
    for (const { number, from, to, done } of piecesOf(start, bytes.length)) {
      this.#page(number).set(bytes.subarray(done, done + to - from), from);
    }
    return true;
  }

  #page(number: number): Uint8Array {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    const made = new Uint8Array(PAGE_BYTES);
    this.#pages.set(number, made);
    return made;
  }
}

/** The part of an access that lies in one page: bytes `[from, to)` of it, after `done` bytes of the access. */
interface Piece {
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly done: number;
}

/** Where the access starts, counted from the first byte of memory; `undefined` if any of it lies outside. */
function offsetOf(address: bigint, length: number): number | undefined {
  const offset = Number(address - BASE);
  return offset >= 0 && offset + length <= BYTES ? offset : undefined;
}

function* piecesOf(start: number, length: number): Generator<Piece> {
  for (let done = 0; done < length; ) {
    const from = (start + done) % PAGE_BYTES;
    const to = Math.min(PAGE_BYTES, from + length - done);
    yield { number: (start + done - from) / PAGE_BYTES, from, to, done };
    done += to - from;
  }
}
