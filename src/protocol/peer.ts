import type { Channel } from './channel';
import { AdapterFault, ImplementationFault, ProtocolFault } from './faults';
import type { Message } from './messages';
import type { Json } from './shape';
import { accept } from './validation';

/** JSON-RPC error code for "the implementation could not do it"; every other code is the adapter's. */
export const IMPLEMENTATION_ERROR = -32000;

/** Requests that the other side may have unanswered before it has to wait. */
const MAX_UNANSWERED = 4096;

interface Pending {
  readonly method: string;
  readonly resolve: (json: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

type Handler = (params: unknown) => Promise<Json>;

/** How a {@link Peer} treats the other side. */
export interface PeerOptions {
  /** Milliseconds that a request may take; 0 for ever. */
  readonly timeout: number;
  /** Called once, when the connection is beyond use. */
  readonly onFault: (fault: Error) => void;
}

/**
 * One end of a JSON-RPC 2.0 connection over lines, which asks and is asked.
 *
 * Whatever the other side does wrong ends the connection: every request that waits, and every
 * later one, fails with the fault that came first.
 */
export class Peer {
  readonly #channel: Channel;
  readonly #options: PeerOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #handlers = new Map<string, Handler>();
  #nextId = 1;
  #unanswered = 0;
  #fault: Error | undefined;
  #outgoing: string[] = [];

  constructor(channel: Channel, options: PeerOptions) {
    this.#channel = channel;
    this.#options = options;
    channel.receive(
      (line) => this.#receive(line),
      (reason) => this.#fail(new AdapterFault(reason)),
    );
  }

  /** Answers requests for `method` with `handler`. */
  serve<P, R>(method: string, message: Message<P, R>, handler: (params: P) => Promise<R>): void {
    this.#handlers.set(method, async (json) =>
      message.result.encode(await handler(accept(message.params, json, `the parameters of ${method}`))),
    );
  }

  /** Asks; requests made in one turn of the event loop travel together. */
  async ask<P, R>(method: string, message: Message<P, R>, params: P): Promise<R> {
    if (this.#fault !== undefined) throw this.#fault;
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { method, resolve, reject, timer: this.#deadline(method) });
    });
    this.#send({ jsonrpc: '2.0', id, method, params: message.params.encode(params) });
    return accept(message.result, await answer, `the answer to ${method}`);
  }

  /** Tells, without an answer. */
  tell<P>(method: string, message: Message<P, void>, params: P): void {
    if (this.#fault === undefined) this.#send({ jsonrpc: '2.0', method, params: message.params.encode(params) });
  }

  /** Ends the connection; requests that wait fail with `reason`. */
  async close(reason: Error = new AdapterFault('the connection was closed')): Promise<void> {
    this.#abandon(reason);
    await this.#channel.close();
  }

  #deadline(method: string): NodeJS.Timeout | undefined {
    const { timeout } = this.#options;
    if (timeout === 0) return undefined;
    return setTimeout(() => this.#fail(new AdapterFault(`the adapter did not answer ${method} within ${timeout} ms`)), timeout);
  }

  #send(json: Json): void {
    if (this.#outgoing.length === 0) queueMicrotask(() => this.#flush());
    this.#outgoing.push(JSON.stringify(json));
  }

  #flush(): void {
    const lines = this.#outgoing;
    this.#outgoing = [];
    if (this.#fault === undefined) this.#channel.send(lines.join('\n'));
  }

  #receive(line: string): void {
    if (this.#fault !== undefined) return;
    try {
      const json = parse(line);
      for (const one of Array.isArray(json) ? json : [json]) this.#take(one, line);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Takes one message; throws what is wrong with it. */
  #take(json: unknown, line: string): void {
    if (typeof json !== 'object' || json === null) throw new ProtocolFault(`the adapter sent no JSON-RPC message: ${excerpt(line)}`);
    if (!('jsonrpc' in json) || json.jsonrpc !== '2.0')
      throw new ProtocolFault(`the adapter sent a message without "jsonrpc": "2.0": ${excerpt(line)}`);
    if ('method' in json) this.#request(json, line);
    else this.#answer(json, line);
  }

  #answer(json: object, line: string): void {
    const id = 'id' in json ? json.id : undefined;
    const pending = typeof id === 'number' ? this.#pending.get(id) : undefined;
    if (typeof id !== 'number' || pending === undefined) {
      const asked = typeof id === 'number' && id > 0 && id < this.#nextId;
      const what = asked ? `request ${id} twice` : `a request that was never made: ${excerpt(line)}`;
      throw new ProtocolFault(`the adapter answered ${what}`);
    }
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    if ('error' in json) pending.reject(faultOf(pending.method, json.error));
    else if ('result' in json) pending.resolve(json.result);
    else pending.reject(new ProtocolFault(`the adapter sent an answer with neither result nor error: ${excerpt(line)}`));
  }

  #request(json: object & { readonly method: unknown }, line: string): void {
    const { method } = json;
    const id = 'id' in json && (typeof json.id === 'number' || typeof json.id === 'string') ? json.id : undefined;
    const handler = typeof method === 'string' ? this.#handlers.get(method) : undefined;
    if (handler === undefined) throw new ProtocolFault(`the adapter asked for a method that it was not offered: ${excerpt(line)}`);
    if (++this.#unanswered > MAX_UNANSWERED)
      throw new AdapterFault(`the adapter floods: more than ${MAX_UNANSWERED} of its messages are waiting`);
    handler('params' in json ? json.params : {}).then(
      (result) => {
        this.#unanswered -= 1;
        if (id !== undefined && this.#fault === undefined) this.#send({ jsonrpc: '2.0', id, result });
      },
      (error: unknown) => {
        this.#unanswered -= 1;
        if (error instanceof ProtocolFault) return this.#fail(error);
        const message = error instanceof Error ? error.message : String(error);
        if (id !== undefined && this.#fault === undefined)
          this.#send({ jsonrpc: '2.0', id, error: { code: IMPLEMENTATION_ERROR, message } });
      },
    );
  }

  #fail(fault: Error): void {
    if (this.#fault !== undefined) return;
    this.#abandon(fault);
    this.#options.onFault(fault);
  }

  #abandon(fault: Error): void {
    this.#fault ??= fault;
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(this.#fault);
    }
    this.#pending.clear();
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new ProtocolFault(`the adapter sent a line that is not JSON: ${excerpt(line)}`);
  }
}

function faultOf(method: string, error: unknown): Error {
  const told = typeof error === 'object' && error !== null ? error : {};
  const message = 'message' in told && typeof told.message === 'string' ? told.message : JSON.stringify(error);
  const code = 'code' in told ? told.code : undefined;
  return code === IMPLEMENTATION_ERROR
    ? new ImplementationFault(`${method}: ${message}`)
    : new ProtocolFault(`the adapter refused ${method}: ${message} (code ${String(code)})`);
}

function excerpt(line: string): string {
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
