import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runsOn } from '../../src/supported-node';

/** A Node of this machine. */
export interface FoundNode {
  readonly path: string;
  readonly version: string;
}

/** The supported ones that are found, one of each version: this one, those in PATH and nvm's, and those that NODES names. */
export function supportedNodes(environment: NodeJS.ProcessEnv = process.env): readonly FoundNode[] {
  const inPath = (environment.PATH ?? '').split(delimiter).map((directory) => join(directory, 'node'));
  const versions = join(environment.NVM_DIR ?? join(homedir(), '.nvm'), 'versions', 'node');
  const named = (environment.NODES ?? '').split(delimiter).filter((path) => path !== '');
  const byVersion = new Map<string, string>();
  for (const path of [process.execPath, ...named, ...inPath, ...entries(versions).map((name) => join(versions, name, 'bin', 'node'))]) {
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    const version = status === 0 ? stdout.trim().replace(/^v/, '') : '';
    if (version !== '' && runsOn(version) && !byVersion.has(version)) byVersion.set(version, path);
  }
  return [...byVersion].map(([version, path]) => ({ path, version }));
}

function entries(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
