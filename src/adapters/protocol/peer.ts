import { messageOf } from '../../message-of';
import { plainLine, plainText } from '../../plain-text';
import { Inapplicable } from '../../ports';
import { AdapterFault, ImplementationFault, ProtocolFault } from '../../run/faults';
import { type Channel, MAX_LINE } from './channel';
import type { Message } from './messages';
import type { Json } from './shape';
import { accept, fitting } from './validation';

/** JSON-RPC error code for "the implementation could not do it". */
export const IMPLEMENTATION_ERROR = -32000;

/** JSON-RPC error code for "what is to be built cannot be built here", to requests that build; every other code is the adapter's. */
export const CANNOT_BE_BUILT = -32001;

/** Requests that the other side may have unanswered at once. */
const MAX_UNANSWERED = 4096;
/** Messages that the other side may send in a row without answering anything; a request that needs more would be none of a scenario's. */
const MAX_IN_A_ROW = 1 << 15;

interface Pending {
  readonly method: string;
  /** It may be answered with {@link CANNOT_BE_BUILT}. */
  readonly builds: boolean;
  /** Takes the result; throws a ProtocolFault if it does not fit its schema. */
  readonly take: (json: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

interface Handler {
  readonly builds: boolean;
  readonly answer: (params: unknown) => Promise<Json>;
}

/** How a {@link Peer} treats the other side. */
export interface PeerOptions {
  /** Milliseconds that a request may take; 0 for ever. */
  readonly timeout: number;
  /** The other side is the suite, which may send as much as it likes. */
  readonly trusted?: boolean;
  /** Called once, when the connection is beyond use. */
  readonly onFault: (fault: Error) => void;
}

/**
 * One end of a JSON-RPC 2.0 connection over lines, which asks and is asked.
 *
 * Whatever the other side does wrong ends the connection: every request that waits, and every
 * later one, fails with the fault that came first, once nothing of the other side is left.
 */
export class Peer {
  readonly #channel: Channel;
  readonly #options: PeerOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #handlers = new Map<string, Handler>();
  #nextId = 1;
  #unanswered = 0;
  #inARow = 0;
  #over: Promise<void> | undefined;
  #fault: Error | undefined;
  #outgoing: string[] = [];
  #batches = false;
  #mayDecline = false;

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
    const answer = async (json: unknown) =>
      fitting(
        message.result,
        message.result.encode(await handler(accept(message.params, json, `the parameters of ${method}`))),
        `the suite's answer to ${method}`,
      );
    this.#handlers.set(method, { builds: message.builds === true, answer });
  }

  /** Asks; requests made in one turn of the event loop travel together. */
  async ask<P, R>(method: string, message: Message<P, R>, params: P): Promise<R> {
    if (this.#fault !== undefined) {
      await this.#over;
      throw this.#fault;
    }
    const json = fitting(message.params, message.params.encode(params), `the suite's ${method}`);
    const id = this.#nextId++;
    const answer = new Promise<R>((resolve, reject) => {
      const take = (json: unknown) => resolve(accept(message.result, json, `the answer to ${method}`));
      this.#pending.set(id, { method, builds: message.builds === true, take, reject, timer: this.#deadline(id, method) });
    });
    this.#send({ jsonrpc: '2.0', id, method, params: json });
    return answer;
  }

  /** Tells, without an answer. */
  tell<P>(method: string, message: Message<P, void>, params: P): void {
    if (this.#fault !== undefined) return;
    this.#send({ jsonrpc: '2.0', method, params: fitting(message.params, message.params.encode(params), `the suite's ${method}`) });
  }

  /** Ends the connection over something that the schemas cannot tell; rejects with the fault. */
  async refuse(problem: string): Promise<never> {
    const fault = new ProtocolFault(problem);
    this.#fail(fault);
    await this.#over;
    throw this.#fault ?? fault;
  }

  /** Ends the connection; requests that wait fail with `reason`. */
  close(reason: Error = new AdapterFault('the connection was closed')): Promise<void> {
    this.#fault ??= reason;
    this.#over ??= this.#end(this.#fault);
    return this.#over;
  }

  #deadline(id: number, method: string): NodeJS.Timeout | undefined {
    const { timeout } = this.#options;
    if (timeout === 0) return undefined;
    const expire = () => {
      if (this.#pending.has(id)) this.#fail(new AdapterFault(`the adapter did not answer ${method} within ${timeout} ms`));
    };
    // Where this process was held up, the answer may have come and not been read yet.
    return setTimeout(() => setImmediate(expire), timeout);
  }

  #send(json: Json): void {
    if (this.#outgoing.length === 0) queueMicrotask(() => this.#flush());
    const line = JSON.stringify(json);
    if (line.length <= MAX_LINE) this.#outgoing.push(line);
    else this.#fail(new ProtocolFault(`a message would be longer than the ${MAX_LINE} characters that a line may have`));
  }

  #flush(): void {
    const lines = this.#outgoing;
    this.#outgoing = [];
    if (this.#fault !== undefined || lines.length === 0) return;
    const batched = this.#batches && lines.length > 1 && lines.reduce((sum, line) => sum + line.length + 1, 1) <= MAX_LINE;
    this.#channel.send(batched ? `[${lines.join(',')}]` : lines.join('\n'));
  }

  /** From now on messages of one turn travel as one JSON-RPC batch: the other side takes batches. */
  batch(): void {
    this.#batches = true;
  }

  /** From now on {@link CANNOT_BE_BUILT} is an answer to requests that build, on both sides: the other side knows it. */
  allowDeclining(): void {
    this.#mayDecline = true;
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
    // Where it throws, the request is still among those that fail with the connection.
    settle(this.#mayDecline ? pending : { ...pending, builds: false }, json, line);
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    this.#inARow = 0;
  }

  #request(json: object & { readonly method: unknown }, line: string): void {
    const { method } = json;
    const id = 'id' in json && (typeof json.id === 'number' || typeof json.id === 'string') ? json.id : undefined;
    const handler = typeof method === 'string' ? this.#handlers.get(method) : undefined;
    if (handler === undefined) throw new ProtocolFault(`the adapter asked for a method that it was not offered: ${excerpt(line)}`);
    this.#inARow += 1;
    this.#unanswered += 1;
    if (this.#options.trusted !== true) this.#holdBack();
    handler.answer('params' in json ? json.params : {}).then(
      (result) => {
        this.#unanswered -= 1;
        if (id !== undefined && this.#fault === undefined) this.#send({ jsonrpc: '2.0', id, result });
      },
      (error: unknown) => {
        this.#unanswered -= 1;
        if (error instanceof ProtocolFault) return this.#fail(error);
        const code = this.#mayDecline && handler.builds && error instanceof Inapplicable ? CANNOT_BE_BUILT : IMPLEMENTATION_ERROR;
        if (id !== undefined && this.#fault === undefined) this.#send({ jsonrpc: '2.0', id, error: { code, message: messageOf(error) } });
      },
    );
  }

  /** Throws where the other side sends more than it may. */
  #holdBack(): void {
    if (this.#inARow > MAX_IN_A_ROW) throw new AdapterFault(`the adapter floods: it sent ${MAX_IN_A_ROW} messages and no answer`);
    if (this.#unanswered > MAX_UNANSWERED)
      throw new AdapterFault(`the adapter floods: more than ${MAX_UNANSWERED} of its messages are waiting`);
  }

  #fail(fault: Error): void {
    if (this.#fault !== undefined) return;
    this.#options.onFault(fault);
    this.close(fault);
  }

  async #end(fault: Error): Promise<void> {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { timer } of pending) clearTimeout(timer);
    await this.#channel.close();
    for (const { reject } of pending) reject(fault);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new ProtocolFault(`the adapter sent a line that is not JSON: ${excerpt(line)}`);
  }
}

/** Ends a request with its answer; throws a ProtocolFault where that is none. */
function settle(pending: Pending, json: object, line: string): void {
  const { reject, take } = pending;
  if ('error' in json) reject(refusal(pending, json.error));
  else if ('result' in json) take(json.result);
  else throw new ProtocolFault(`the adapter sent an answer with neither result nor error: ${excerpt(line)}`);
}

/** What an error answer tells of the implementation; throws the fault where it is the adapter's own. */
function refusal({ builds, method }: Pending, error: unknown): ImplementationFault | Inapplicable {
  const told = typeof error === 'object' && error !== null ? error : {};
  const message = plainText('message' in told && typeof told.message === 'string' ? told.message : JSON.stringify(error), 2000);
  const code = 'code' in told ? told.code : undefined;
  if (code === IMPLEMENTATION_ERROR) return new ImplementationFault(`${method}: ${message}`);
  // Were it taken anywhere else, an implementation could leave every scenario that it would fail.
  if (code === CANNOT_BE_BUILT && builds) return new Inapplicable(`${method}: ${message}`);
  throw new ProtocolFault(`the adapter refused ${method}: ${message} (code ${String(code)})`);
}

function excerpt(line: string): string {
  return plainLine(line, 120);
}
