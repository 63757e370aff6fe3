import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { GUEST_MAP } from '../../tables/registers';

/** A request of the suite. */
export interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Where an adapter leaves the ground: `answer` is what a good one does. */
export interface Fault {
  /** Done instead of the answer to a guest's load from CMDQV_STATUS. */
  readonly atStatus?: (request: Request, answer: () => void) => void;
  /** Done instead of the answer to anything. */
  readonly atRequest?: (request: Request, answer: () => void) => void;
  /** What it says of itself in place of the usual. */
  readonly handshake?: object;
}

/** Capabilities of a device adapter, all but those that a fault lies about. */
const CAPABILITIES = ['guest.mmio', 'guest.memory', 'guest.smmu', 'guest.devices', 'guest.reset', 'observe.interrupts'];

/** Notes a process that must be gone when the run is over: a line in the file that the first argument names. */
export function note(pid: number | undefined): void {
  const [file] = process.argv.slice(2);
  if (file !== undefined) appendFileSync(file, `${pid}\n`);
}

export function send(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

/** Refuses with an error of the implementation, or with another one. */
export function refuse({ id }: Request, message: string, code = -32000): void {
  send({ id, error: { code, message } });
}

/** Writes without end, as fast as the reader reads. */
export function pour(stream: NodeJS.WritableStream, text: string): void {
  const more = (): void => {
    if (stream.write(text)) setImmediate(more);
    else stream.once('drain', more);
  };
  more();
}

/** A device whose registers hold what the guest stores, and nothing behind them; with a fault if one is given. */
export function serve({ atRequest, atStatus, handshake }: Fault = {}): void {
  note(process.pid);
  let registers = new Map<unknown, unknown>();
  const initial = new Map(GUEST_MAP.registers.map(({ offset, definition }) => [offset, definition.reset]));
  const results: Readonly<Record<string, (params: Request['params']) => unknown>> = {
    initialize: () => ({
      protocolVersion: 2,
      implementation: { name: 'tiny', version: '1.0.0' },
      layers: ['device'],
      capabilities: CAPABILITIES,
      ...handshake,
    }),
    echo: (params) => params,
    'guest.read': ({ offset }) => ({ value: registers.get(offset) ?? `0x${(initial.get(Number(offset)) ?? 0n).toString(16)}` }),
    'guest.write': ({ offset, value }) => {
      registers.set(offset, value);
    },
    'guest.reset': () => {
      registers = new Map();
    },
    'device.start': () => {
      registers = new Map();
    },
    'guest.readMemory': ({ length }) => ({ bytes: '00'.repeat(Number(length)) }),
    'guest.readSmmu': () => ({ value: 0 }),
    'guest.plug': () => ({ ok: true }),
    'guest.unplug': () => ({ ok: true }),
    'guest.windows': () => ({ windows: [] }),
  };
  const status = GUEST_MAP.named('CMDQV_STATUS')?.offset;

  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const request: Request = JSON.parse(line);
    const { id, method, params } = request;
    // An answer: nothing here needs one.
    if (method === undefined) return;
    // Done when it is asked for, whenever it is answered.
    const result = results[method]?.(params) ?? null;
    const answer = (): void => send({ id, result });
    if (atRequest !== undefined) atRequest(request, answer);
    else if (method === 'guest.read' && params['offset'] === status && atStatus !== undefined) atStatus(request, answer);
    else answer();
    if (method === 'shutdown') lines.close();
  });
}

if (require.main === module) serve();
