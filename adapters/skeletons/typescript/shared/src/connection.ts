import { createInterface } from 'node:readline';

const IMPLEMENTATION_ERROR = -32000;
const CANNOT_BE_BUILT = -32001;
const UNKNOWN_METHOD = -32601;

/** Served even while a request is at work: the suite does not answer that request's calls before. */
const EVENTS: ReadonlySet<string> = new Set(['host.readable', 'registers.interrupt']);

/** What answers each method; a handler that throws fails the scenario. */
export type Handlers<R> = {
  readonly [M in keyof R]: R[M] extends [infer Params, infer Result] ? (params: Params) => Result | Promise<Result> : never;
};

/** The layer cannot be what it is asked to be; thrown where it is made, the scenario does not apply to it. */
export class CannotBeBuilt extends Error {}

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
export const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

/** The answer of what has none. */
export async function done(act: Promise<void>): Promise<null> {
  await act;
  return null;
}

/** A message as it comes, before its method is known. */
interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: object;
  readonly result?: unknown;
  readonly error?: { readonly message?: string };
}

interface Request extends Message {
  readonly method: string;
}

interface Waiting {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * JSON-RPC 2.0 in lines, over standard input and output.
 *
 * Requests are served one at a time, in the order in which they came; events are served at once, and while an event of this side's
 * waits for its answer everything is.
 */
export class Connection {
  readonly #lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  readonly #waiting = new Map<number | string, Waiting>();
  #handlers = new Map<string, (params: object) => unknown>();
  readonly #queue: Request[] = [];
  #serving = false;
  #eventsWaiting = 0;
  #lastId = 0;

  /** Serves until {@link close}, or until the suite closes its end. */
  serve(handlers: object): void {
    // The suite checks what it sends: the parameters are those of the method.
    this.#handlers = new Map(Object.entries(handlers) as [string, (params: object) => unknown][]);
    this.#lines.on('line', (line) => {
      const content = JSON.parse(line) as Message | Message[];
      for (const message of Array.isArray(content) ? content : [content]) this.#take(message);
    });
  }

  /** Takes no more requests. */
  close(): void {
    this.#lines.close();
    process.stdin.destroy();
  }

  /** Asks the suite; rejects if it refuses. */
  async call(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    const event = EVENTS.has(method) ? 1 : 0;
    this.#eventsWaiting += event;
    this.#send({ id, method, params });
    try {
      return await new Promise((resolve, reject) => this.#waiting.set(id, { method, resolve, reject }));
    } finally {
      this.#eventsWaiting -= event;
    }
  }

  /** Tells the suite; there is no answer. */
  notify(method: string, params: object): void {
    this.#send({ method, params });
  }

  #take(message: Message): void {
    if (!isRequest(message)) this.#settle(message);
    else if (this.#serving && (this.#eventsWaiting > 0 || EVENTS.has(message.method))) void this.#answer(message);
    else {
      this.#queue.push(message);
      if (!this.#serving) void this.#serveQueue();
    }
  }

  async #serveQueue(): Promise<void> {
    this.#serving = true;
    for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift()) await this.#answer(request);
    this.#serving = false;
  }

  #settle({ id, result, error }: Message): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    this.#waiting.delete(id);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new Error(`${waiting.method}: ${error.message}`));
  }

  /** Never rejects. */
  async #answer({ id, method, params = {} }: Request): Promise<void> {
    const outcome = await this.#outcome(method, params);
    if (id !== undefined) this.#send({ id, ...outcome });
  }

  async #outcome(method: string, params: object): Promise<object> {
    const handler = this.#handlers.get(method);
    if (handler === undefined) return { error: { code: UNKNOWN_METHOD, message: `no method ${method}` } };
    try {
      return { result: await handler(params) };
    } catch (error) {
      console.error(error);
      const code = error instanceof CannotBeBuilt ? CANNOT_BE_BUILT : IMPLEMENTATION_ERROR;
      return { error: { code, message: error instanceof Error ? error.message : String(error) } };
    }
  }

  #send(message: object): void {
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}

function isRequest(message: Message): message is Request {
  return message.method !== undefined;
}
