import type { Channel } from './channel';

/** One end of a {@link channelPair}. */
class PairedChannel implements Channel {
  other: PairedChannel | undefined;
  readonly #onSent: (line: string) => void;
  #onLine: (line: string) => void = () => undefined;
  #onEnd: (reason: string) => void = () => undefined;
  #closed = false;

  constructor(onSent: (line: string) => void) {
    this.#onSent = onSent;
  }

  send(text: string): void {
    for (const line of text.split('\n')) {
      this.#onSent(line);
      // Never within the sender's own turn, as with a pipe.
      setImmediate(() => this.other?.deliver(line));
    }
  }

  receive(onLine: (line: string) => void, onEnd: (reason: string) => void): void {
    this.#onLine = onLine;
    this.#onEnd = onEnd;
  }

  close(): Promise<void> {
    this.#closed = true;
    setImmediate(() => this.other?.end());
    return Promise.resolve();
  }

  diagnostics(): string {
    return '';
  }

  deliver(line: string): void {
    if (!this.#closed) this.#onLine(line);
  }

  end(): void {
    if (!this.#closed) this.#onEnd('the other side closed the connection');
  }
}

/** Two channels that are each other's other side, in this process; `onLine` is told of every line as it is sent. */
export function channelPair(onLine: (from: 'suite' | 'adapter', line: string) => void = () => undefined): {
  readonly suite: Channel;
  readonly adapter: Channel;
} {
  const [suite, adapter] = [new PairedChannel((line) => onLine('suite', line)), new PairedChannel((line) => onLine('adapter', line))];
  suite.other = adapter;
  adapter.other = suite;
  return { suite, adapter };
}
