import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../message-of';
import { type HostMemory, type Implementation, LAYERS } from '../ports';
import { NEEDS, type Offer } from '../specification/vocabulary';
import { Adapter } from './adapter';
import { type AdapterAddress, parseAddress } from './address';
import type { Channel } from './protocol/channel';
import { ChildChannel } from './protocol/child-channel';
import { AdapterFault } from './protocol/faults';
import { SocketChannel } from './protocol/socket-channel';
import { openQemu, type QemuChoices } from './qemu/open-qemu';

/** An implementation, and how a run treats it. */
export interface UnderTest {
  readonly implementation: Implementation;
  readonly offer: Offer;
  /** Memory of a new machine, where the implementation keeps it in a place of its own. */
  createMemory?(): HostMemory;
  /** Readies it for the scenario with that ID. */
  newScenario?(scenario: string): Promise<void>;
  /** What it wrote for people of late. */
  diagnostics?(): string;
  /** Milliseconds that a step may take, for an implementation without deadlines of its own. */
  readonly stepTimeout?: number;
  close(): Promise<void>;
}

/** How adapters are treated. */
export interface UnderTestOptions {
  readonly suite: { readonly name: string; readonly version: string };
  /** Directory that commands run in and relative paths start from. */
  readonly cwd: string;
  /** Milliseconds that each request may take. */
  readonly timeout: number;
  readonly restarts: number;
  readonly createMemory: () => HostMemory;
  readonly qemu: QemuChoices;
}

/** An implementation in this process: all that its layers promise can be done. */
export function inProcess(implementation: Implementation): UnderTest {
  return {
    implementation,
    offer: { layers: LAYERS.filter((layer) => implementation[layer] !== undefined), capabilities: new Set(Object.keys(NEEDS)) },
    close: () => Promise.resolve(),
  };
}

/** Opens what `--adapter` names. Rejects with an AdapterFault or a ProtocolFault, or a RangeError for a malformed name. */
export async function openUnderTest(name: string, options: UnderTestOptions): Promise<UnderTest> {
  const address = parseAddress(name);
  if (address.kind === 'qemu') return openQemu(options.qemu, options);
  if (address.kind === 'module') return { ...inProcess(await loadModule(address.path, options.cwd)), stepTimeout: options.timeout };
  const { suite, timeout, restarts, createMemory } = options;
  const adapter = await Adapter.connect({ open: () => channelTo(address, options.cwd), suite, timeout, restarts, createMemory });
  return {
    implementation: adapter.implementation,
    offer: adapter.offer,
    newScenario: () => adapter.newScenario(),
    diagnostics: () => adapter.diagnostics,
    close: () => adapter.close(),
  };
}

/** Opens a channel to an adapter that is not a module. */
export function channelTo(address: Extract<AdapterAddress, { readonly kind: 'command' | 'socket' }>, cwd: string): Channel {
  return address.kind === 'command' ? new ChildChannel(address.command, cwd) : new SocketChannel(address.socket);
}

/** The default export of a module, or its export `implementation`. */
async function loadModule(path: string, cwd: string): Promise<Implementation> {
  const file = isAbsolute(path) ? path : resolve(cwd, path);
  let exported: unknown;
  try {
    exported = await import(pathToFileURL(file).href);
  } catch (error) {
    throw new AdapterFault(`the module ${path} could not be loaded: ${messageOf(error)}`);
  }
  for (const candidate of candidates(exported)) if (isImplementation(candidate)) return candidate;
  throw new AdapterFault(
    `the module ${path} must export an implementation (default, or 'implementation'): { name, version, device?, kernel?, hardware? }`,
  );
}

function* candidates(exported: unknown): Generator<unknown> {
  if (typeof exported !== 'object' || exported === null) return;
  if ('implementation' in exported) yield exported.implementation;
  if (!('default' in exported)) return;
  yield exported.default;
  // A CommonJS module's exports arrive as the default export.
  if (typeof exported.default !== 'object' || exported.default === null) return;
  if ('implementation' in exported.default) yield exported.default.implementation;
  if ('default' in exported.default) yield exported.default.default;
}

function isImplementation(value: unknown): value is Implementation {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('version' in value)) return false;
  return typeof value.name === 'string' && typeof value.version === 'string' && LAYERS.some((layer) => layer in value);
}
