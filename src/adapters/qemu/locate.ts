import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { messageOf } from '../../message-of';
import { AdapterFault } from '../../run/faults';
import { checkQemu } from './check';
import type { Launcher } from './nursery';
import { loaderOf, type PrivateTree, privateTree } from './private-tree';

const PROGRAM = 'qemu-system-aarch64';

/** A QEMU that has the device, and how it is started. */
export interface LocatedQemu {
  readonly version: string;
  readonly launcher: Launcher;
}

/**
 * Finds the QEMU to test: the one named, else the one on PATH if it will do, else the private one. `shim` is
 * the library that it is to preload. Rejects with an AdapterFault that says what was tried.
 */
export async function locateQemu(shim: string, path?: string): Promise<LocatedQemu> {
  if (path !== undefined) return located(launcherFor(resolve(path)), shim);
  const tried: string[] = [];
  const found = onPath();
  if (found === undefined) tried.push(`there is no ${PROGRAM} on PATH`);
  const tree = privateTree();
  if (loaderOf(tree) === undefined) tried.push('`npm run qemu:install` has not put one into the private folder');
  const candidates = [...(found === undefined ? [] : [launcherFor(found)]), ...(loaderOf(tree) === undefined ? [] : [launcherOf(tree)])];
  for (const candidate of candidates) {
    try {
      return await located(candidate, shim);
    } catch (error) {
      tried.push(messageOf(error));
    }
  }
  throw new AdapterFault(`no QEMU to test:\n${tried.map((line) => `  ${line}`).join('\n')}`);
}

async function located(launcher: Launcher, shim: string): Promise<LocatedQemu> {
  return { version: await checkQemu(launcher), launcher: preloading(launcher, shim) };
}

/** A program of the system, or one that the private tree holds. */
function launcherFor(program: string): Launcher {
  const tree = privateTree(dirname(program));
  if (tree.binary === program && loaderOf(tree) !== undefined) return launcherOf(tree);
  if (statSync(program, { throwIfNoEntry: false })?.isFile() !== true) throw new AdapterFault(`there is no program ${program}`);
  return { command: program, prefix: [], environment: {} };
}

/** The private tree's QEMU, through its own dynamic loader. */
export function launcherOf(tree: PrivateTree): Launcher {
  const loader = loaderOf(tree);
  if (loader === undefined) throw new AdapterFault(`${tree.folder} holds no dynamic loader: run \`npm run qemu:install\` again`);
  return { command: loader, prefix: ['--library-path', tree.libraries, tree.binary], environment: { QEMU_MODULE_DIR: tree.modules } };
}

function preloading({ command, environment, prefix }: Launcher, shim: string): Launcher {
  if (prefix.length === 0) return { command, prefix, environment: { ...environment, LD_PRELOAD: shim } };
  return { command, prefix: ['--preload', shim, ...prefix], environment };
}

function onPath(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, PROGRAM))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
