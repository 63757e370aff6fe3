import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { WrongUse } from '../specification/wrong-use';
import type { BuiltInAdapter } from './built-in';
import type { SocketAddress } from './protocol/socket-channel';

/** How `--adapter` names an implementation. */
export type AdapterAddress =
  | { readonly kind: 'builtIn'; readonly adapter: BuiltInAdapter }
  | { readonly kind: 'program'; readonly path: string }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'socket'; readonly socket: SocketAddress }
  | { readonly kind: 'module'; readonly path: string };

const MODULE_EXTENSIONS = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts'];

/** Reads the name of a built-in adapter, `unix:PATH`, `tcp:HOST:PORT`, a path to a module or a program, or a command line. Throws {@link WrongUse}. */
export function parseAddress(text: string, builtIn: readonly BuiltInAdapter[], cwd: string = process.cwd()): AdapterAddress {
  if (text.trim() === '') {
    const names = builtIn.map(({ name }) => `${name}, `).join('');
    throw new WrongUse(`--adapter is empty: give ${names}a command, unix:PATH, tcp:HOST:PORT or a module`);
  }
  const adapter = builtIn.find(({ name }) => name === text);
  if (adapter !== undefined) return { kind: 'builtIn', adapter };
  if (text.startsWith('unix:')) return { kind: 'socket', socket: { path: unix(text) } };
  if (text.startsWith('tcp:')) return { kind: 'socket', socket: tcp(text) };
  const file = statSync(resolve(cwd, text), { throwIfNoEntry: false })?.isFile() === true;
  const single = file || !/\s/.test(text);
  if (single && MODULE_EXTENSIONS.includes(extname(text))) return { kind: 'module', path: text };
  // A file is itself, whatever a shell would make of its name.
  if (file) return { kind: 'program', path: resolve(cwd, text) };
  if (single && /^(?:\.{0,2}|[A-Za-z]:)[/\\]/.test(text)) throw new WrongUse(`there is no file ${text}`);
  return { kind: 'command', command: text };
}

function unix(text: string): string {
  const path = text.slice('unix:'.length);
  if (path === '') throw new WrongUse(`'${text}' is not of the form unix:PATH`);
  return path;
}

function tcp(text: string): SocketAddress {
  const match = /^tcp:(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !Number.isInteger(port) || port < 1 || port > 65535)
    throw new WrongUse(`'${text}' is not of the form tcp:HOST:PORT`);
  return { host, port };
}
