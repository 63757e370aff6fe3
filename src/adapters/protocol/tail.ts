import { isUtf8 } from 'node:buffer';
import { plainText } from '../../plain-text';

const KEPT = 4096;

/** The last bytes of an endless text, made fit to print. */
export class Tail {
  #bytes: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    const bytes = Buffer.concat([this.#bytes, chunk.subarray(-KEPT)]);
    this.#bytes = bytes.subarray(-KEPT);
  }

  clear(): void {
    this.#bytes = Buffer.alloc(0);
  }

  get text(): string {
    const bytes = wholeCharacters(this.#bytes);
    const said = plainText(bytes.toString('utf8'), KEPT);
    return isUtf8(bytes) ? said : `${said}\n(some of this is not UTF-8)`;
  }
}

/** Without the rest of a character whose beginning is gone, and without one whose end has not come. */
function wholeCharacters(bytes: Buffer): Buffer {
  const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;
  let from = 0;
  while (from < 3 && isContinuation(bytes[from])) from += 1;
  for (let left = 1; left <= 3; left += 1) {
    const byte = bytes[bytes.length - left] ?? 0;
    if (isContinuation(byte)) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return bytes.subarray(from, length > left ? bytes.length - left : bytes.length);
  }
  return bytes.subarray(from);
}
