import { createConnection, type Socket } from 'node:net';
import { type Channel, MAX_BACKLOG } from './channel';
import { LineSplitter } from './line-splitter';

/** Where an adapter listens. */
export type SocketAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** A connection to an adapter that runs by itself. */
export class SocketChannel implements Channel {
  readonly #socket: Socket;
  #onLine: (line: string) => void = () => undefined;
  #onEnd: (reason: string) => void = () => undefined;
  #ended = false;

  constructor(address: SocketAddress) {
    this.#socket = createConnection({ ...address });
    this.#socket.setNoDelay(true);
    const splitter = new LineSplitter(
      (line) => this.#ended || this.#onLine(line),
      (why) => this.#end(`the adapter sent ${why}`),
    );
    this.#socket.on('data', (chunk: Buffer) => this.#ended || splitter.push(chunk));
    this.#socket.on('error', (error) => this.#end(`the connection to the adapter failed: ${error.message}`));
    this.#socket.on('close', () => this.#end('the adapter closed the connection'));
  }

  send(line: string): void {
    if (this.#ended) return;
    this.#socket.write(`${line}\n`);
    if (this.#socket.writableLength > MAX_BACKLOG) this.#end('the adapter does not read what it is sent');
  }

  receive(onLine: (line: string) => void, onEnd: (reason: string) => void): void {
    this.#onLine = onLine;
    this.#onEnd = onEnd;
  }

  close(): Promise<void> {
    this.#ended = true;
    this.#socket.destroy();
    return Promise.resolve();
  }

  diagnostics(): string {
    return '';
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd(reason);
  }
}
