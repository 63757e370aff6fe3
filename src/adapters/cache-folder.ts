import { homedir } from 'node:os';
import { join } from 'node:path';
import { packageIdentity } from '../package';

/** A place below the folder in which the user's machine keeps what can be had again; all checkouts share it. */
export function cacheFolder(...path: string[]): string {
  return join(root(), packageIdentity().name, ...path);
}

function root(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  // A relative one is to be ignored, the specification says.
  return XDG_CACHE_HOME?.startsWith('/') === true ? XDG_CACHE_HOME : join(homedir(), '.cache');
}
