import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../message-of';
import { type Implementation, LAYERS } from '../ports';
import { AdapterFault } from '../run/faults';
import { inProcess, type UnderTest } from '../run/under-test';
import { Adapter } from './adapter';
import { adapterUnderTest } from './adapter-under-test';
import { type AdapterAddress, parseAddress } from './address';
import type { AdapterChoices, BuiltInAdapter, OpenOptions } from './built-in';
import type { Channel } from './protocol/channel';
import { ChildChannel } from './protocol/child-channel';
import { SocketChannel } from './protocol/socket-channel';

/** How `--adapter` is read, and how what it names is treated. */
export interface OpenAdapterOptions extends OpenOptions {
  /** Adapters that have a name of their own. */
  readonly builtIn: readonly BuiltInAdapter[];
  /** What the user says with the flags of a built-in one. */
  readonly choices: AdapterChoices;
}

/** Opens what `--adapter` names. Rejects with an AdapterFault or a ProtocolFault, or a RangeError for a malformed name. */
export async function openAdapter(name: string, options: OpenAdapterOptions): Promise<UnderTest> {
  const address = parseAddress(name, options.builtIn);
  if (address.kind === 'builtIn') return address.adapter.open(options.choices, options);
  if (address.kind === 'module') return { ...inProcess(await loadModule(address.path, options.cwd)), stepTimeout: options.timeout };
  const { suite, timeout, restarts, createMemory } = options;
  const adapter = await Adapter.connect({ open: () => channelTo(address, options.cwd), suite, timeout, restarts, createMemory });
  return adapterUnderTest(adapter);
}

/** Opens a channel to an adapter that is not a module. */
export function channelTo(address: Extract<AdapterAddress, { readonly kind: 'program' | 'command' | 'socket' }>, cwd: string): Channel {
  if (address.kind === 'socket') return new SocketChannel(address.socket);
  return new ChildChannel(address.kind === 'command' ? address.command : { program: address.path }, cwd);
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
