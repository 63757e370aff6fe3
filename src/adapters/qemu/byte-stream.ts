import type { Readable } from 'node:stream';

/** A stream of bytes that is read by exact amounts; one reader at a time. */
export class ByteStream {
  #chunks: Buffer[] = [];
  #available = 0;
  #wanted: { readonly count: number; readonly resolve: (bytes: Buffer | undefined) => void } | undefined;
  #ended = false;

  constructor(source: Readable) {
    source.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#available += chunk.length;
      this.#serve();
    });
    const end = () => {
      this.#ended = true;
      this.#serve();
    };
    source.on('end', end).on('close', end).on('error', end);
  }

  /** The next `count` bytes; `undefined` once the stream has ended before them. */
  take(count: number): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      this.#wanted = { count, resolve };
      this.#serve();
    });
  }

  #serve(): void {
    const wanted = this.#wanted;
    if (wanted === undefined || (this.#available < wanted.count && !this.#ended)) return;
    this.#wanted = undefined;
    if (this.#available < wanted.count) {
      wanted.resolve(undefined);
      return;
    }
    const [first] = this.#chunks;
    const whole = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#chunks = whole.length > wanted.count ? [whole.subarray(wanted.count)] : [];
    this.#available -= wanted.count;
    wanted.resolve(whole.subarray(0, wanted.count));
  }
}
