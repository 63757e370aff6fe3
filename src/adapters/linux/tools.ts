import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { TOOLS } from './places';

/** What the kernel's own build runs, and is not on every machine that has a compiler. */
export const BUILD_TOOLS = ['flex', 'bison', 'm4', 'bc'] as const;

/** Those that are not to be had, neither on the machine nor installed. */
export function missingTools(): string[] {
  return BUILD_TOOLS.filter((tool) => !isOn(process.env.PATH ?? '', tool) && !isOn(join(TOOLS, 'usr/bin'), tool));
}

/** Those of the machine itself. */
export function isOnPath(tool: string): boolean {
  return isOn(process.env.PATH ?? '', tool);
}

/** An environment in which the build finds them all; those of the machine come first. */
export function buildEnvironment(): NodeJS.ProcessEnv {
  const own = join(TOOLS, 'usr/bin');
  const environment: NodeJS.ProcessEnv = { ...process.env, PATH: `${process.env.PATH ?? ''}${delimiter}${own}`, LC_ALL: 'C' };
  // Unpacked, not installed: they look for their parts where these are.
  if (!isOnPath('m4')) environment.M4 = join(own, 'm4');
  if (!isOnPath('bison')) environment.BISON_PKGDATADIR = join(TOOLS, 'usr/share/bison');
  // What the user set for builds of the kernel is not for this one.
  for (const name of ['ARCH', 'CROSS_COMPILE', 'KBUILD_OUTPUT', 'KCFLAGS', 'O', 'MAKEFLAGS', 'LLVM']) delete environment[name];
  return environment;
}

function isOn(path: string, tool: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
