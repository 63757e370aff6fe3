import { StringDecoder } from 'node:string_decoder';
import { printable } from './printable';

const KEPT = 4096;

/** The last characters of an endless text, made fit to print. */
export class Tail {
  readonly #decoder = new StringDecoder('utf8');
  #text = '';

  push(chunk: Buffer): void {
    const text = this.#text + this.#decoder.write(chunk);
    this.#text = text.length > KEPT ? text.slice(-KEPT) : text;
  }

  get text(): string {
    return printable(this.#text.replaceAll('\r\n', '\n'), KEPT);
  }
}
