import type { Duplex } from 'node:stream';
import type { Status } from '../../ports';
import { ByteStream } from './byte-stream';
import { errnoNumber } from './errno-numbers';

/** What the preloaded library asks; the layout of its messages is in `adapters/qemu/shim.c`. */
export type ShimRequest =
  | {
      readonly kind: 'ioctl';
      readonly fd: number;
      readonly request: number;
      readonly argument: bigint;
      /** The argument as its size in front says, where it can be had. */
      readonly bytes: Uint8Array | undefined;
    }
  | {
      readonly kind: 'mmap';
      readonly fd: number;
      readonly offset: bigint;
      readonly length: bigint;
      readonly protection: number;
      readonly flags: number;
    }
  | { readonly kind: 'munmap'; readonly page: number; readonly length: bigint }
  | { readonly kind: 'read'; readonly slot: number; readonly buffer: bigint; readonly count: number }
  | { readonly kind: 'close'; readonly fd: number }
  | { readonly kind: 'closeEvents'; readonly slot: number }
  | { readonly kind: 'load'; readonly page: number; readonly offset: bigint; readonly width: number }
  | { readonly kind: 'store'; readonly page: number; readonly offset: bigint; readonly width: number; readonly value: bigint };

/** What a request leaves in the caller's memory. */
export interface Stored {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/** Outcome of a request: a result, such as the number of a page or the slot of an event queue, or an errno. A request whose caller must not write where it `stores` fails with EFAULT. */
export type ShimAnswer = { readonly status: Status; readonly result?: bigint; readonly stores?: readonly Stored[] };

/** The memory of the QEMU process, while it waits for an answer. */
export interface CallerMemory {
  /** `undefined` where the process has no such memory. */
  peek(address: bigint, length: number): Promise<Uint8Array | undefined>;
}

const REQUEST_BYTES = 40;
const THREAD_AT = 32;
const KINDS = ['', 'ioctl', 'mmap', 'munmap', 'read', 'close', 'load', 'store', 'closeEvents'] as const;
const ANSWER = { done: 1, peek: 2, poke: 3 } as const;

/** The suite's end of the conversation with the library in one QEMU process. */
export class ShimLink implements CallerMemory {
  readonly #socket: Duplex;
  readonly #incoming: ByteStream;
  #busy = false;

  constructor(socket: Duplex) {
    this.#socket = socket;
    this.#incoming = new ByteStream(socket);
    socket.on('error', () => undefined);
  }

  /** The process is waiting for an answer. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Answers requests, one after the other, each of a thread, until the process ends. Rejects with what `answer` throws. */
  async serve(answer: (request: ShimRequest, memory: CallerMemory, thread: number) => Promise<ShimAnswer>): Promise<void> {
    for (;;) {
      const bytes = await this.#incoming.take(REQUEST_BYTES);
      if (bytes === undefined) return;
      this.#busy = true;
      const request = decode(bytes);
      const whole = request.kind === 'ioctl' ? { ...request, bytes: await this.#argument(bytes) } : request;
      const { status, result = 0n, stores = [] } = await answer(whole, this, Number(bytes.readBigUInt64LE(THREAD_AT)));
      this.#busy = false;
      const pokes = stores.map((store) => message(ANSWER.poke, store.bytes.length, store.address, 0n, store.bytes));
      this.#send([...pokes, message(ANSWER.done, 0, result, BigInt(status === 'OK' ? 0 : errnoNumber(status)))]);
    }
  }

  async peek(address: bigint, length: number): Promise<Uint8Array | undefined> {
    this.#send([message(ANSWER.peek, length, address, 0n)]);
    const done = await this.#incoming.take(1);
    const bytes = done?.[0] === 1 ? await this.#incoming.take(length) : undefined;
    return bytes === undefined ? undefined : new Uint8Array(bytes);
  }

  /** What follows an ioctl. */
  async #argument(request: Buffer): Promise<Uint8Array | undefined> {
    const length = Number(request.readBigUInt64LE(24));
    const bytes = length === 0 ? undefined : await this.#incoming.take(length);
    return bytes === undefined ? undefined : new Uint8Array(bytes);
  }

  #send(messages: readonly Buffer[]): void {
    if (this.#socket.destroyed) return;
    const [only] = messages;
    this.#socket.write(messages.length === 1 && only !== undefined ? only : Buffer.concat(messages));
  }
}

function message(kind: number, length: number, address: bigint, error: bigint, more: Uint8Array = new Uint8Array(0)): Buffer {
  const bytes = Buffer.alloc(24 + more.length);
  bytes.writeUInt32LE(kind, 0);
  bytes.writeUInt32LE(length, 4);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, address), 8);
  bytes.writeBigInt64LE(error, 16);
  bytes.set(more, 24);
  return bytes;
}

function decode(bytes: Buffer): ShimRequest {
  const kind = KINDS[bytes.readUInt32LE(0)];
  const fd = bytes.readInt32LE(4);
  const [a, b, c] = [bytes.readBigUInt64LE(8), bytes.readBigUInt64LE(16), bytes.readBigUInt64LE(24)];
  switch (kind) {
    case 'ioctl':
      return { kind, fd, request: Number(a), argument: b, bytes: undefined };
    case 'mmap':
      return { kind, fd, offset: a, length: b, protection: Number(c & 0xffff_ffffn), flags: Number(c >> 32n) };
    case 'munmap':
      return { kind, page: fd, length: b };
    case 'read':
      return { kind, slot: fd, buffer: a, count: Number(b) };
    case 'close':
      return { kind, fd };
    case 'closeEvents':
      return { kind, slot: fd };
    case 'load':
      return { kind, page: fd, offset: a, width: Number(b) };
    case 'store':
      return { kind, page: fd, offset: a, width: Number(b), value: c };
    default:
      throw new RangeError(`the preloaded library sent a request of kind ${bytes.readUInt32LE(0)}`);
  }
}
