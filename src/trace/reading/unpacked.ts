import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** What is unpacked at a time: few bytes may become a thousand times as many. */
const PIECE = 1 << 14;
/** What comes out at a time. */
const CHUNK = 1 << 18;

/** Takes apart what gzip packed. */
class Unpacker {
  readonly #gunzip = createGunzip({ chunkSize: CHUNK });
  #out: Buffer[] = [];

  constructor() {
    this.#gunzip.on('data', (piece: Buffer) => this.#out.push(piece));
  }

  /** What comes out of more bytes, and of none behind the end; throws where they are damaged, and what came before is lost. */
  feed(bytes: Buffer): Promise<readonly Buffer[]> {
    return this.#told((done) => this.#gunzip.write(bytes, done));
  }

  /** No more bytes come; throws if there should be some. */
  end(): Promise<readonly Buffer[]> {
    return this.#told(() => this.#gunzip.end());
  }

  #told(ask: (done: () => void) => void): Promise<readonly Buffer[]> {
    const gunzip = this.#gunzip;
    // Bytes that fill up a file mean nothing, and nobody takes them any more.
    if (gunzip.readableEnded) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const done = () => {
        gunzip.off('error', reject).off('end', done);
        if (gunzip.errored !== null) reject(gunzip.errored);
        resolve(this.#out);
        this.#out = [];
      };
      gunzip.once('error', reject).once('end', done);
      ask(done);
    });
  }
}

/** A packed file piece by piece. Where it is damaged, everything in front of that comes before the error. */
export async function* unpacked(file: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const unpacker = new Unpacker();
  let taken = 0;
  for await (const piece of packedPieces(file, signal)) {
    let out: readonly Buffer[];
    try {
      out = await unpacker.feed(piece);
    } catch (error) {
      yield* upToDamage(file, { piece, taken }, signal);
      throw error;
    }
    taken += piece.length;
    yield* out;
  }
  yield* await unpacker.end();
}

/** What comes out of the sound bytes of a piece that others precede: byte by byte, as the whole of it tells nothing. */
async function* upToDamage(
  file: string,
  { piece, taken }: { readonly piece: Buffer; readonly taken: number },
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const unpacker = new Unpacker();
  if (taken > 0) for await (const before of packedPieces(file, signal, taken - 1)) await unpacker.feed(before);
  for (let at = 0; at < piece.length; at += 1) {
    let out: readonly Buffer[];
    try {
      out = await unpacker.feed(piece.subarray(at, at + 1));
    } catch {
      return;
    }
    yield* out;
  }
}

function packedPieces(file: string, signal: AbortSignal | undefined, end?: number): AsyncIterable<Buffer> {
  return createReadStream(file, {
    highWaterMark: PIECE,
    ...(signal === undefined ? {} : { signal }),
    ...(end === undefined ? {} : { end }),
  });
}
