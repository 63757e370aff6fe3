const KEPT = 4096;

/** The last characters of an endless text. */
export class Tail {
  #text = '';

  push(chunk: Buffer): void {
    const text = this.#text + chunk.toString('utf8');
    this.#text = text.length > KEPT ? text.slice(-KEPT) : text;
  }

  get text(): string {
    return this.#text;
  }
}
